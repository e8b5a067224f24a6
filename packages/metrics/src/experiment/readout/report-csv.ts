import {
  type CsvCell,
  type ExperimentComparison,
  type ExperimentMetric,
  type ExperimentResult,
  writeCsv,
} from '@tidemark/contracts'

const HEAD = [
  'experiment',
  'name',
  'as_of',
  'metric',
  'role',
  'unit',
  'currency',
  'variation',
  'status',
  'exposed',
  'matured',
  'value',
  'value_adjusted',
  ...['difference', 'relative', 'adjusted_difference', 'adjusted_relative'].flatMap((name) => [
    name,
    `${name}_low`,
    `${name}_high`,
  ]),
  'no_difference_because',
  'p_corrected',
  'correction',
  'detectable',
  'sample_ratio',
  'badge',
  'reason',
]

type EffectOrMissing = ExperimentComparison['plain']['absolute']

/** An effect and the bounds that hold however often one looks. */
const effectCells = (result: EffectOrMissing | undefined): CsvCell[] =>
  result !== undefined && 'effect' in result
    ? [result.effect.value, result.effect.always.low, result.effect.always.high]
    : [null, null, null]

function comparisonCells(comparison: ExperimentComparison | undefined, correction: string): CsvCell[] {
  const { plain, adjusted } = comparison ?? {}
  const missing = plain !== undefined && 'missing' in plain.absolute ? plain.absolute.missing : null
  return [
    ...effectCells(plain?.absolute),
    ...effectCells(plain?.relative),
    ...effectCells(adjusted?.absolute),
    ...effectCells(adjusted?.relative),
    missing,
    comparison?.correctedPValue ?? null,
    comparison === undefined ? null : correction,
    comparison?.detectable ?? null,
  ]
}

function metricRows(result: ExperimentResult, metric: ExperimentMetric): CsvCell[][] {
  const comparisons = new Map(metric.comparisons.map((comparison) => [comparison.variation, comparison]))
  return metric.arms.map(({ variation, status, value, adjusted }, i) => {
    const arm = result.arms[i]
    const comparison = comparisons.get(variation)
    return [
      result.experiment,
      result.name,
      new Date(result.asOf).toISOString(),
      metric.metric,
      metric.role,
      metric.unit,
      metric.currency,
      variation,
      status,
      arm?.exposed ?? null,
      arm?.matured ?? null,
      value,
      adjusted,
      ...comparisonCells(comparison, metric.correction),
      result.sampleRatio.verdict,
      comparison?.badge ?? null,
      comparison?.reason ?? null,
    ]
  })
}

/**
 * The report for stakeholders as CSV: one line per metric and variation, the control's first. `status` tells a hidden
 * number from none; bounds are those of the confidence sequence. As JSON, the result itself is the report. Pure.
 */
export const experimentReportCsv = (result: ExperimentResult): string =>
  writeCsv([HEAD, ...result.metrics.flatMap((metric) => metricRows(result, metric))])
