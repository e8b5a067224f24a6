import type { ExperimentMetric } from '@tidemark/contracts'
import { benjaminiHochberg, holm } from '../stats/multiple-testing.ts'
import type { SampleRatio } from '../stats/sample-ratio.ts'
import { judge } from '../stats/verdict.ts'
import type { MetricFacts, MetricReadout } from './metric-readout.ts'
import type { ValueKind } from './unit-values.ts'

export interface ReadMetric {
  readonly facts: MetricFacts
  readonly kind: ValueKind
  readonly readout: MetricReadout
}

/** Always-valid p-values after correction, per metric and variation; null where there is no effect to judge. */
function correct(
  metrics: readonly ReadMetric[],
  adjust: (pValues: readonly number[]) => number[],
): (number | null)[][] {
  const pValues = metrics.map(({ readout }) =>
    readout.compared.map(({ deciding }) => ('effect' in deciding ? deciding.effect.always.pValue : null)),
  )
  const adjusted = adjust(pValues.flat().filter((pValue) => pValue !== null))
  let next = 0
  return pValues.map((row) => row.map((pValue) => (pValue === null ? null : adjusted[next++]!)))
}

/**
 * The badge of each variation under each metric. Primary metrics share one chance of any false positive (Holm), secondary
 * ones bound the share of false positives (Benjamini-Hochberg); all variations of a family are corrected together. Pure.
 */
export function judgeMetrics(
  metrics: readonly ReadMetric[],
  sampleRatio: SampleRatio,
  alpha: number,
): ExperimentMetric[] {
  const family = (role: MetricFacts['role']) => metrics.filter(({ facts }) => facts.role === role)
  const corrected = new Map<ReadMetric, (number | null)[]>()
  for (const [role, adjust] of [['primary', holm] as const, ['secondary', benjaminiHochberg] as const]) {
    const members = family(role)
    for (const [i, pValues] of correct(members, adjust).entries()) corrected.set(members[i]!, pValues)
  }
  return metrics.map((metric) => {
    const { facts, kind, readout } = metric
    return {
      ...facts,
      kind,
      capQuantile: readout.capQuantile,
      arms: readout.arms,
      comparisons: readout.compared.map(({ variation, plain, adjusted, deciding, detectable }, i) => {
        const correctedPValue = corrected.get(metric)?.[i] ?? null
        const { better, correction } = facts
        const verdict = judge({
          sampleRatio,
          difference: deciding,
          adjustedPValue: correctedPValue,
          correction,
          better,
          alpha,
        })
        return { variation, plain, adjusted, correctedPValue, detectable, ...verdict }
      }),
    }
  })
}
