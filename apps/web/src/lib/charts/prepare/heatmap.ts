import type { CellState, MetricResult, Range } from '@tidemark/contracts'
import { labelOf } from './series.ts'

export interface HeatCell {
  /** start of the bucket, epoch ms */
  readonly t: number
  readonly value: number | null
  readonly state: CellState
  readonly samples: number
  /** the bucket can still change */
  readonly open: boolean
  /** 0 to 1 of the highest value, or a little for a zero, which is something; null where there is no value */
  readonly share: number | null
}

export interface HeatRow {
  readonly key: string
  readonly label: string
  readonly total: number | null
  /** the total would tell of too few people */
  readonly keptBack: boolean
  readonly cells: readonly HeatCell[]
}

/** How much of the hottest colour a zero has. */
export const LEAST = 0.1
const HOUR = 3_600_000
const DAY = 24 * HOUR
const SIZES = [
  [0.5 * HOUR, '1m'],
  [1.5 * HOUR, '5m'],
  [8 * HOUR, '15m'],
  [1.5 * DAY, '1h'],
  [9 * DAY, '6h'],
  [45 * DAY, '1d'],
] as const

/** Buckets that make some ten to forty columns of a range. */
export const heatBucket = ({ from, to }: Range): '1m' | '5m' | '15m' | '1h' | '6h' | '1d' | '1w' =>
  SIZES.find(([most]) => to - from <= most)?.[1] ?? '1w'

/** The groups of a result as rows, by falling total, each bucket against the highest value of all. */
export const prepareHeat = ({ groups, buckets, openFrom }: MetricResult): HeatRow[] => {
  const parts = groups.filter(({ role }) => role !== 'all')
  const shown = parts.length > 0 ? parts : groups
  const most = Math.max(0, ...shown.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const rank = { group: 0, other: 1, all: 2 } as const
  return shown
    .toSorted((a, b) => rank[a.role] - rank[b.role] || (b.total ?? -Infinity) - (a.total ?? -Infinity))
    .map((group) => ({
      key: `${group.role}${JSON.stringify(group.key)}`,
      label: group.role === 'group' ? group.key.map(labelOf).join(' · ') : group.role === 'other' ? 'Other' : 'All',
      total: group.total,
      keptBack: group.totalState === 'suppressed',
      cells: buckets.map((t, i) => {
        const value = group.values[i] ?? null
        return {
          t,
          value,
          state: group.states[i] ?? 'none',
          samples: group.samples[i] ?? 0,
          open: openFrom >= 0 && i >= openFrom,
          share: value === null ? null : LEAST + (1 - LEAST) * (most === 0 ? 0 : Math.max(0, value) / most),
        }
      }),
    }))
}

/** How many buckets share one label, so that about `labels` fit. */
export const labelEvery = (buckets: number, labels = 8): number => Math.max(1, Math.ceil(buckets / labels))
