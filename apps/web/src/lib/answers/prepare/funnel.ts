import type { FunnelGroup, FunnelResult } from '@tidemark/contracts'
import { labelOf } from '../../charts/prepare/series.ts'

export type FunnelStep = FunnelGroup['steps'][number] & { readonly title: string }

export interface FunnelColumn {
  readonly key: string
  readonly label: string
  readonly steps: readonly FunnelStep[]
  readonly conversion: number | null
  /** of the last step's: units that may still go on */
  readonly open: number | null
}

/** A funnel as one column of steps per group, the whole first. */
export const prepareFunnel = ({ steps, groups }: FunnelResult): FunnelColumn[] =>
  groups.map((group) => ({
    key: `${group.role}${JSON.stringify(group.key)}`,
    label: group.role === 'all' ? 'All' : group.role === 'other' ? 'Other' : group.key.map(labelOf).join(' · '),
    steps: group.steps.map((step, i) => ({ ...step, title: steps[i] ?? '' })),
    conversion: group.conversion,
    open: group.open,
  }))

/** What is to be said about units whose window is still open; null where there are none or it is not told. */
export const openText = ({ open }: FunnelColumn): string | null =>
  open === null || open === 0
    ? null
    : `Not matured: ${open.toLocaleString('en')} of those that entered may still go on.`

const HEAD = ['group', 'step', 'state', 'units', 'from_previous', 'from_start', 'dropped', 'median_ms', 'p95_ms']

/** One line per group and step, exact values. */
export const funnelRows = (columns: readonly FunnelColumn[]): (string | number | null)[][] => [
  HEAD,
  ...columns.flatMap(({ label, steps }) =>
    steps.map((step) => [
      label,
      step.title,
      step.state,
      step.units,
      step.fromPrevious,
      step.fromStart,
      step.dropped,
      step.medianMs,
      step.p95Ms,
    ]),
  ),
]
