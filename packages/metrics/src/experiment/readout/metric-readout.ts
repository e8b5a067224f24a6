import type { ExperimentComparison, ExperimentMetric } from '@tidemark/contracts'
import { capAt } from '../stats/cap.ts'
import { difference, type EffectOrMissing, type Level, relativeDifference } from '../stats/compare.ts'
import { adjustedEstimates, type EstimateOrMissing, estimate } from '../stats/estimate.ts'
import { type Moments, momentsOf, NO_MOMENTS, type UnitValue } from '../stats/moments.ts'
import { minimumDetectableEffect } from '../stats/power.ts'
import type { Arm } from './arms.ts'
import { isDominated, type Status } from './people.ts'
import type { UnitColumns } from './unit-values.ts'

/** What is said about a metric beside its numbers. */
export type MetricFacts = Pick<
  ExperimentMetric,
  'metric' | 'title' | 'unit' | 'currency' | 'better' | 'role' | 'correction'
>

type Differences = ExperimentComparison['plain']

/** One variation against the control, before the correction for several metrics. */
export interface Compared {
  readonly variation: string
  readonly plain: Differences
  readonly adjusted: Differences | null
  /** what decides: adjusted where there is something to adjust with */
  readonly deciding: EffectOrMissing
  readonly detectable: number | null
}

export interface MetricReadout {
  readonly capQuantile: number | null
  readonly arms: ExperimentMetric['arms']
  readonly compared: readonly Compared[]
}

export interface ReadoutOptions {
  readonly control: string
  readonly capQuantile: number | undefined
  readonly level: Level
  readonly power: number
}

type Column = 'value' | 'base' | 'valueBefore' | 'baseBefore'
const COLUMNS: readonly Column[] = ['value', 'base', 'valueBefore', 'baseBefore']

/**
 * The cap per column: the quantile of what is not 0 over all arms, since most units do nothing and would cap everyone at
 * nothing. Conversions are never capped.
 */
function capsOf(columns: UnitColumns, units: readonly number[], quantile: number | undefined): Record<Column, number> {
  const cap = (name: Column): number => {
    if (quantile === undefined || columns.kind === 'conversion') return Number.POSITIVE_INFINITY
    const values = units.map((unit) => columns[name][unit]!).filter((value) => value !== 0)
    return capAt(values, quantile) ?? Number.POSITIVE_INFINITY
  }
  return Object.fromEntries(COLUMNS.map((name) => [name, cap(name)])) as Record<Column, number>
}

function* valuesOf(columns: UnitColumns, units: readonly number[], caps: Record<Column, number>): Generator<UnitValue> {
  for (const unit of units)
    yield {
      value: Math.min(columns.value[unit]!, caps.value),
      base: Math.min(columns.base[unit]!, caps.base),
      valueBefore: Math.min(columns.valueBefore[unit]!, caps.valueBefore),
      baseBefore: Math.min(columns.baseBefore[unit]!, caps.baseBefore),
    }
}

const estimatedValue = (result: EstimateOrMissing | undefined): number | null =>
  result !== undefined && 'estimate' in result ? result.estimate.value : null

const differences = (control: EstimateOrMissing, treatment: EstimateOrMissing, level: Level): Differences => ({
  absolute: difference(control, treatment, level),
  relative: relativeDifference(control, treatment, level),
})

/** What may be told of a metric: also a sum that is one person's is hidden, though many people are behind it. */
const statusesOf = (arms: readonly Arm[], { kind, value }: UnitColumns, person: Int32Array, cap: number): Status[] =>
  arms.map(({ status, matured }) => {
    if (status !== 'shown' || kind === 'conversion') return status
    return isDominated(matured, person, (unit) => Math.min(value[unit]!, cap)) ? 'suppressed' : 'shown'
  })

/** Hidden arms take no part in anything, so that nothing tells them. */
function estimatesOf(statuses: readonly Status[], moments: readonly Moments[]) {
  const hide = (results: readonly EstimateOrMissing[]): EstimateOrMissing[] =>
    results.map((result, i) => (statuses[i] === 'suppressed' ? { missing: 'suppressed' } : result))
  const adjusted = adjustedEstimates(moments)
  return { plain: hide(moments.map(estimate)), adjusted: adjusted && hide(adjusted) }
}

/** One metric of all arms: values, and each variation against the control. Pure. */
export function readMetric(
  arms: readonly Arm[],
  columns: UnitColumns,
  person: Int32Array,
  options: ReadoutOptions,
): MetricReadout {
  const { control, level, power } = options
  const shown = arms.flatMap((arm) => (arm.status === 'shown' ? arm.matured : []))
  const caps = capsOf(columns, shown, options.capQuantile)
  const statuses = statusesOf(arms, columns, person, caps.value)
  const moments = arms.map((arm, i) =>
    statuses[i] === 'shown' ? momentsOf(valuesOf(columns, arm.matured, caps)) : NO_MOMENTS,
  )
  const { plain, adjusted } = estimatesOf(statuses, moments)
  const controlAt = arms.findIndex((arm) => arm.variation === control)
  const compared = arms.flatMap((arm, i): Compared[] => {
    if (i === controlAt) return []
    const without = differences(plain[controlAt]!, plain[i]!, level)
    const adjustedBoth = adjusted && differences(adjusted[controlAt]!, adjusted[i]!, level)
    const deciding = (adjustedBoth ?? without).absolute
    const detectable =
      'effect' in deciding ? minimumDetectableEffect(deciding.effect.standardError, level.alpha, power) : null
    return [{ variation: arm.variation, plain: without, adjusted: adjustedBoth, deciding, detectable }]
  })
  return {
    capQuantile: columns.kind === 'conversion' ? null : (options.capQuantile ?? null),
    arms: arms.map(({ variation }, i) => ({
      variation,
      status: statuses[i]!,
      value: estimatedValue(plain[i]),
      adjusted: estimatedValue(adjusted?.[i]),
    })),
    compared,
  }
}
