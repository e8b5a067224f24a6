import { GRAINS, type Grain } from '@tidemark/contracts'
import type { RollupDifference } from '@tidemark/contracts/query/trust'
import type { Calendar, TimeRange } from '../calendar/calendar.ts'
import { partsOf } from '../rollup/cascade.ts'
import type { PlacedRow } from '../rollup/merge-rows.ts'
import { equalRollupRows, mergeRollupRows, type RollupRow } from '../sketch/rollup-row.ts'

/** Rows by grain. */
export type RowsByGrain = Readonly<Record<Grain, readonly PlacedRow[]>>

const keyOf = ({ seriesId, bucket }: PlacedRow) => `${seriesId}:${bucket}`

function mergeInto(calendar: Calendar, grain: Grain, parts: readonly PlacedRow[]): PlacedRow[] {
  const groups = new Map<string, PlacedRow[]>()
  for (const part of parts) {
    const key = `${part.seriesId}:${calendar.bucketStart(grain, part.bucket)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [part])
    else group.push(part)
  }
  return [...groups.values()].map((group) => ({
    ...mergeRollupRows(group),
    seriesId: group[0]!.seriesId,
    bucket: calendar.bucketStart(grain, group[0]!.bucket),
  }))
}

/**
 * What the stored rows of a day should be: minutes as folded from raw, each coarser row merged from them as the cascade
 * does. Where raw is gone (`minutes` null) a row should be what its stored parts come to. Pure.
 */
export function expectRows(
  calendar: Calendar,
  day: TimeRange,
  minutes: readonly PlacedRow[] | null,
  stored: RowsByGrain,
): Partial<RowsByGrain> {
  const source = partsOf(calendar, '1d', day.from, day.to)
  const inDay = ({ bucket }: PlacedRow) => bucket >= day.from && bucket < day.to
  if (minutes === null) {
    const days = mergeInto(calendar, '1d', stored[source].filter(inDay))
    return { '1d': days, '1w': mergeInto(calendar, '1w', stored['1d']) }
  }
  const fives = mergeInto(calendar, '5m', minutes)
  const hours = mergeInto(calendar, '1h', fives)
  const days = mergeInto(calendar, '1d', (source === '1h' ? hours : fives).filter(inDay))
  const others = stored['1d'].filter((row) => !inDay(row))
  return { '1m': minutes, '5m': fives, '1h': hours, '1d': days, '1w': mergeInto(calendar, '1w', [...days, ...others]) }
}

const FIELDS = ['n', 'weightSum', 'sum', 'min', 'max'] as const

function describe(
  grain: Grain,
  place: PlacedRow,
  stored: RollupRow | undefined,
  expected: RollupRow | undefined,
): RollupDifference {
  const at = { grain, bucket: place.bucket, seriesId: place.seriesId }
  const field = FIELDS.find((name) => stored?.[name] !== expected?.[name])
  // Sketches and sets differ in bytes, which say nothing to a reader.
  if (field === undefined) return { ...at, field: 'sets', expected: null, stored: null }
  return { ...at, field, expected: expected?.[field] ?? null, stored: stored?.[field] ?? null }
}

/**
 * The first row that does not tell what it should, coarsest grain last. Buckets that are stale (their cascade is still to
 * come) or lie partly outside of the day are left out. Pure.
 */
export function findDifference(
  expected: Partial<RowsByGrain>,
  stored: RowsByGrain,
  isComparable: (grain: Grain, bucket: number) => boolean,
): RollupDifference | null {
  for (const grain of GRAINS) {
    const wanted = expected[grain]
    if (wanted === undefined) continue
    const found = new Map(stored[grain].map((row) => [keyOf(row), row]))
    const missing = new Map(wanted.map((row) => [keyOf(row), row]))
    for (const row of [...wanted, ...stored[grain]]) {
      if (!isComparable(grain, row.bucket)) continue
      const [is, should] = [found.get(keyOf(row)), missing.get(keyOf(row))]
      if (is === undefined || should === undefined || !equalRollupRows(is, should))
        return describe(grain, row, is, should)
    }
  }
  return null
}
