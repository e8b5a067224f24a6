import type { MetricResult } from '@tidemark/contracts'
import { assignColors, OTHER_COLOR, SINGLE_COLOR } from './palette.ts'

export interface Point {
  /** start of the bucket, epoch ms */
  readonly t: number
  /** null: nothing measured, drawn as a gap, or kept back */
  readonly v: number | null
  /** the value would tell of too few people */
  readonly keptBack?: boolean
  /** events behind the value; for ratios the denominator */
  readonly n: number
  /** the bucket can still change */
  readonly open: boolean
}

export interface Series {
  /** the same for the same breakdown values, on every page */
  readonly key: string
  readonly label: string
  readonly color: string
  readonly role: 'all' | 'group' | 'other'
  readonly values: readonly (string | null)[]
  readonly points: readonly Point[]
  readonly total: number | null
  /** the total would tell of too few people */
  readonly keptBack?: boolean
  readonly samples: number
}

const SERIES_MAX = 8
const OVERFLOW = '__other__'

/** How one breakdown value is written; null means that the event did not carry the dimension. */
export const labelOf = (value: string | null): string => {
  if (value === null) return '(not set)'
  if (value === OVERFLOW) return '(over budget)'
  return value === '' ? '(empty)' : value
}

const keyOf = (group: MetricResult['groups'][number]): string =>
  group.role === 'group' ? JSON.stringify(group.key) : group.role

const labelOfGroup = (group: MetricResult['groups'][number], title: string): string => {
  if (group.role === 'all') return title
  if (group.role === 'other') return 'Other'
  return group.key.map(labelOf).join(' · ')
}

/** The drawable series of a result, at most eight groups and one "other", each with its lasting colour. */
export const prepareSeries = (result: MetricResult): Series[] => {
  const groups = result.groups.filter((group) => group.role === 'group').slice(0, SERIES_MAX)
  const rest = result.groups.filter((group) => group.role === 'other')
  const all = result.groups.filter((group) => group.role === 'all')
  const shown = groups.length > 0 ? [...groups, ...rest] : all.length > 0 ? all : rest
  const colors = assignColors(groups.map(keyOf))
  const isOpen = (index: number): boolean => result.openFrom >= 0 && index >= result.openFrom
  return shown.map((group) => ({
    key: keyOf(group),
    label: labelOfGroup(group, result.receipt.title),
    color:
      group.role === 'group'
        ? (colors.get(keyOf(group)) ?? OTHER_COLOR)
        : group.role === 'all'
          ? SINGLE_COLOR
          : OTHER_COLOR,
    role: group.role,
    values: group.key,
    points: result.buckets.map((t, i) => ({
      t,
      v: group.values[i] ?? null,
      n: group.samples[i] ?? 0,
      open: isOpen(i),
      ...(group.states[i] === 'suppressed' ? { keptBack: true } : {}),
    })),
    total: group.total,
    keptBack: group.totalState === 'suppressed',
    samples: group.totalSamples,
  }))
}

/** True where nothing was measured at all. A measured zero is something, and so is what is kept back. */
export const isEmpty = (series: readonly Series[]): boolean =>
  series.every(
    (one) => one.total === null && !one.keptBack && one.points.every((point) => point.v === null && !point.keptBack),
  )
