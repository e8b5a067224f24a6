import type { ExperimentQuery, ExperimentResult, ExperimentSpec } from '@tidemark/contracts'
import { createCalendar } from '../../calendar/calendar.ts'
import type { Declared } from '../../catalog/catalog.ts'
import { type Split, splitUnits } from './arms.ts'
import type { Attribution } from './attribution.ts'
import { readDays } from './days.ts'
import { checkSplit, describeArms } from './describe-arms.ts'
import { judgeMetrics } from './judge-metrics.ts'
import { type MetricFacts, readMetric } from './metric-readout.ts'
import { readMix } from './mix.ts'
import type { UnitColumns } from './unit-values.ts'

export interface ReadoutInput {
  readonly declared: Declared<ExperimentSpec>
  readonly query: ExperimentQuery
  /** the control first; in the order of the attribution's places */
  readonly variations: readonly { readonly variation: string; readonly weight: number }[]
  /** in the order of the attribution's places */
  readonly strata: readonly string[]
  readonly attribution: Attribution
  readonly metrics: readonly { readonly facts: MetricFacts; readonly columns: UnitColumns }[]
  readonly calendar: { readonly timeZone: string; readonly weekStart: number }
  /** epoch ms up to which everything counts */
  readonly asOf: number
  readonly k: number
}

/** Everything of the answer that follows from units and what they did. */
type Readout = Omit<ExperimentResult, 'receipt'>

function readMetrics({ declared, query, metrics, attribution }: ReadoutInput, { arms }: Split) {
  const { control, capQuantile } = declared.spec
  const level = { alpha: query.alpha, tightestAt: query.tightestAt }
  return metrics.map(({ facts, columns }) => ({
    facts,
    kind: columns.kind,
    readout: readMetric(arms, columns, attribution.person, { control, capQuantile, level, power: query.power }),
  }))
}

/** Turns units and what they did into the answer: arms, the check of the split, metrics with their badges, days. Pure. */
export function readout(input: ReadoutInput): Readout {
  const { declared, query, attribution, asOf, k } = input
  const { id, spec } = declared
  const split = splitUnits(attribution, {
    variations: input.variations,
    ...query.range,
    asOf,
    maturesMs: spec.maturesMs,
    k,
  })
  const { judged, told } = checkSplit(split.arms)
  return {
    experiment: id,
    name: query.name,
    title: spec.title,
    unit: spec.unit,
    control: spec.control,
    range: query.range,
    asOf,
    maturesMs: spec.maturesMs,
    alpha: query.alpha,
    power: query.power,
    k,
    arms: describeArms(split.arms),
    sampleRatio: told,
    excluded: { crossed: split.crossed, exposedEarlier: split.exposedEarlier },
    metrics: judgeMetrics(readMetrics(input, split), judged, query.alpha),
    mix: query.mixBy === undefined ? null : readMix(split.arms, input),
    days: readDays(split.arms, attribution, createCalendar(input.calendar), {
      from: query.range.from,
      to: Math.min(query.range.to, Math.max(asOf, query.range.from + 1)),
      overlays: spec.overlays,
      metrics: input.metrics.map(({ facts, columns }) => ({ id: facts.metric, columns })),
      k,
    }),
  }
}
