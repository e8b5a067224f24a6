import { type BoundOp, type CatalogView, isBeyond, type MetricKind, type Unit } from '@tidemark/contracts'
import type { MetricView, MetricWidget } from './catalog.ts'
import type { Target } from './charts/prepare/target.ts'
import { formatShort, type NumberStyle } from './format/number.ts'

type Threshold = CatalogView['kpis'][number]['thresholds'][number]
type Format = (value: number) => string

/** What a metric should be, of somebody who steers by it. */
export interface Kpi {
  readonly thresholds: readonly Threshold[]
  /** the mildest thresholds: on the good side of all of them the number is as it should be */
  readonly targets: readonly Threshold[]
  readonly levers: CatalogView['levers']
}

export type KpiState = 'good' | Threshold['severity']

export interface Standing {
  readonly state: KpiState
  /** what helps */
  readonly actions: readonly string[]
}

/** What a metric is steered by; null where nobody does, or nobody said what it should be. */
export const kpiOf = (
  { kpis, levers }: Pick<CatalogView, 'kpis' | 'levers'>,
  { metric, stat }: Pick<MetricWidget, 'metric' | 'stat'>,
): Kpi | null => {
  const thresholds = kpis.filter((kpi) => kpi.metric === metric && kpi.stat === stat).flatMap((kpi) => kpi.thresholds)
  if (thresholds.length === 0) return null
  const warnings = thresholds.filter(({ severity }) => severity === 'warning')
  return { thresholds, targets: warnings.length > 0 ? warnings : thresholds, levers }
}

/** How a number stands against the worst threshold that it is beyond; null where there is no number. */
export const standingOf = ({ thresholds, levers }: Kpi, value: number | null): Standing | null => {
  if (value === null) return null
  const crossed = thresholds.filter((threshold) => isBeyond(threshold, value))
  const worst = crossed.find(({ severity }) => severity === 'critical') ?? crossed[0]
  if (worst === undefined) return { state: 'good', actions: [] }
  const actions = worst.levers.flatMap((id) => levers.find((lever) => lever.id === id)?.action ?? [])
  return { state: worst.severity, actions }
}

const GOOD_SIDE: Record<BoundOp, string> = {
  '>': 'at most',
  '>=': 'below',
  '<': 'at least',
  '<=': 'above',
  '=': 'other than',
  '!=': 'exactly',
}
const BAD_SIDE: Record<BoundOp, string> = {
  '>': 'above',
  '>=': 'from',
  '<': 'below',
  '<=': 'up to',
  '=': 'at',
  '!=': 'other than',
}

export const formatOf =
  (unit: Unit, style: NumberStyle): Format =>
  (value) =>
    formatShort(value, unit, style)

/** The target in words, such as "at most 3 %". */
export const targetText = ({ targets }: Kpi, format: Format): string =>
  targets.map(({ op, value }) => `${GOOD_SIDE[op]} ${format(value)}`).join(' and ')

/** Amounts grow with the length of what they are counted over, so a whole and its buckets are on different scales. */
const AMOUNTS: readonly MetricKind[] = ['count', 'sum', 'within', 'distinct']

/** The lines of a chart: the target, to which its axis reaches, and what is critical. None where buckets can't be held against them. */
export const targetLines = (
  kpi: Kpi | null,
  metric: Pick<MetricView, 'kind'> | undefined,
  format: Format,
): Target[] => {
  if (kpi === null || metric === undefined || AMOUNTS.includes(metric.kind)) return []
  return kpi.thresholds.map((threshold) =>
    kpi.targets.includes(threshold)
      ? { value: threshold.value, label: `target ${GOOD_SIDE[threshold.op]} ${format(threshold.value)}`, reach: true }
      : {
          value: threshold.value,
          label: `critical ${BAD_SIDE[threshold.op]} ${format(threshold.value)}`,
          reach: false,
        },
  )
}

/** How the numbers of a chart stand, in words; those that are not known are left out. */
export const standingText = (kpi: Kpi, totals: readonly (number | null)[]): string => {
  const states = totals.flatMap((total) => standingOf(kpi, total)?.state ?? [])
  const missed = states.filter((state) => state !== 'good')
  if (states.length === 0) return ''
  if (missed.length === 0) return 'on target'
  const worst = missed.includes('critical') ? 'critical' : 'warning'
  return states.length === 1
    ? `${worst}: off target`
    : `${missed.length} of ${states.length} off target, worst ${worst}`
}
