import type { Grain } from '@tidemark/contracts'

const DAY_MS = 86_400_000
/** 1970-01-05, the first Monday of the epoch. */
const MONDAY_MS = 4 * DAY_MS

/** One partition: the table that holds it, its own name and its bounds, as SQL literals, lower included, upper not. */
export type Partition = { parent: string; name: string; from: string; to: string }

const digits = (ms: number, length: number): string => new Date(ms).toISOString().replaceAll('-', '').slice(0, length)

/** The smallest id of a millisecond: every UUIDv7 and UUIDv8 of that time or later sorts at or after it. */
export function lowestUuid(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

type Step = { floor(ms: number): number; next(ms: number): number }

const fixedStep = (size: number, origin: number): Step => ({
  floor: (ms) => Math.floor((ms - origin) / size) * size + origin,
  next: (ms) => ms + size,
})

const DAYS = fixedStep(DAY_MS, 0)
const WEEKS = fixedStep(7 * DAY_MS, MONDAY_MS)

/** Months and years are UTC ones: partitions are storage, not the calendar of a project. */
const MONTHS: Step = {
  floor: (ms) => Date.UTC(new Date(ms).getUTCFullYear(), new Date(ms).getUTCMonth()),
  next: (ms) => Date.UTC(new Date(ms).getUTCFullYear(), new Date(ms).getUTCMonth() + 1),
}
const YEARS: Step = {
  floor: (ms) => Date.UTC(new Date(ms).getUTCFullYear(), 0),
  next: (ms) => Date.UTC(new Date(ms).getUTCFullYear() + 1, 0),
}

function* stepThrough(step: Step, fromMs: number, toMs: number): Generator<{ start: number; end: number }> {
  for (let start = step.floor(fromMs); start <= toMs; start = step.next(start)) yield { start, end: step.next(start) }
}

/** Partitions of `event` for ids with a time in [fromMs, toMs]: one per UTC day. */
export function listEventRanges(fromMs: number, toMs: number): Partition[] {
  return [...stepThrough(DAYS, fromMs, toMs)].map(({ start, end }) => ({
    parent: 'event',
    name: `event_${digits(start, 8)}`,
    from: `'${lowestUuid(start)}'`,
    to: `'${lowestUuid(end)}'`,
  }))
}

/** The grains whose tables are cut by time. 1d and 1w stay whole: a century of days is small. */
const CUT: { grain: Grain; step: Step; nameDigits: number }[] = [
  { grain: '1m', step: WEEKS, nameDigits: 8 },
  { grain: '5m', step: MONTHS, nameDigits: 6 },
  { grain: '1h', step: YEARS, nameDigits: 4 },
]

/** Partitions of `rollup` for buckets that start in [fromMs, toMs], of the given grains or of all. */
export function listRollupRanges(fromMs: number, toMs: number, grains?: readonly Grain[]): Partition[] {
  const bound = (ms: number) => `'${new Date(ms).toISOString()}'`
  return CUT.filter(({ grain }) => grains === undefined || grains.includes(grain)).flatMap(
    ({ grain, step, nameDigits }) =>
      [...stepThrough(step, fromMs, toMs)].map(({ start, end }) => ({
        parent: `rollup_${grain}`,
        name: `rollup_${grain}_${digits(start, nameDigits)}`,
        from: bound(start),
        to: bound(end),
      })),
  )
}

/** Storage options of the leaves: LIKE does not copy them. Only 1m rows are rewritten all the time, so they get room. */
export function storageOptions(parent: string): string {
  if (parent === 'event') return ''
  return `WITH (fillfactor = ${parent === 'rollup_1m' ? 75 : 85}, toast_tuple_target = 4080)`
}
