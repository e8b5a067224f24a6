import type { StallResult } from '@tidemark/contracts'
import { labelOf } from '../../charts/prepare/series.ts'

export interface StallRow {
  readonly key: string
  readonly label: string
  readonly role: 'all' | 'group' | 'other'
  readonly suppressed: boolean
  readonly units: number | null
  readonly stuck: number | null
  /** 0 to 1; null: nobody could have been seen stuck, or it is not told */
  readonly rate: number | null
}

/** The whole, and the groups under it: the worst first, those without a rate behind them, "other" last. */
export const prepareStalls = ({ groups }: StallResult): StallRow[] => {
  const rank = { all: 0, group: 1, other: 2 } as const
  return groups
    .map(({ key, role, state, units, stuck, rate }) => ({
      key: `${role}${JSON.stringify(key)}`,
      label: role === 'all' ? 'All' : role === 'other' ? 'Other' : key.map(labelOf).join(' · '),
      role,
      suppressed: state === 'suppressed',
      units,
      stuck,
      rate,
    }))
    .sort((a, b) => rank[a.role] - rank[b.role] || (b.rate ?? -1) - (a.rate ?? -1))
}

export const stallRows = (rows: readonly StallRow[]): (string | number | null)[][] => [
  ['group', 'state', 'units', 'stuck', 'rate'],
  ...rows.map(({ label, suppressed, units, stuck, rate }) => [
    label,
    suppressed ? 'suppressed' : 'value',
    units,
    stuck,
    rate,
  ]),
]
