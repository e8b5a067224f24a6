import type { MetricResult } from '@tidemark/contracts'
import { labelOf } from './series.ts'

export interface TableRow {
  readonly key: string
  readonly role: 'all' | 'group' | 'other'
  /** one per breakdown dimension */
  readonly values: readonly string[]
  readonly total: number | null
  /** the total would tell of too few people */
  readonly keptBack: boolean
  readonly samples: number
  /** part of the sum of all groups; null where totals do not add up */
  readonly share: number | null
}

const WITH_SHARES = ['count', 'sum']

/** The groups of a result with their totals, the largest first, "other" last, and the whole under it if it is known. */
export const prepareTable = (result: MetricResult, kind: string, dimensions: number): TableRow[] => {
  const parts = result.groups.filter((group) => group.role !== 'all')
  const positive = parts.every((group) => (group.total ?? 0) >= 0)
  const whole = parts.reduce((sum, group) => sum + (group.total ?? 0), 0)
  // A share of what is only a part of the whole would be wrong.
  const known = parts.every((group) => group.totalState !== 'suppressed')
  const shares = WITH_SHARES.includes(kind) && positive && known && whole > 0
  const rank = { group: 0, other: 1, all: 2 } as const
  return result.groups
    .map((group) => ({
      key: `${group.role}${JSON.stringify(group.key)}`,
      role: group.role,
      values:
        group.role === 'group'
          ? group.key.map(labelOf)
          : Array.from({ length: dimensions }, (_, i) => (i > 0 ? '' : group.role === 'all' ? 'All' : 'Other')),
      total: group.total,
      keptBack: group.totalState === 'suppressed',
      samples: group.totalSamples,
      share: shares && group.role !== 'all' ? (group.total ?? 0) / whole : null,
    }))
    .sort(
      (a, b) =>
        rank[a.role] - rank[b.role] || (b.total ?? -Infinity) - (a.total ?? -Infinity) || (a.key < b.key ? -1 : 1),
    )
}
