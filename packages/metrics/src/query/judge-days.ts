import type { TimeRange } from '../calendar/calendar.ts'
import { getBytes } from '../fold/bytes-column.ts'
import type { Guard } from '../privacy/guard.ts'
import { type DayPart, type GuardedDay, guardDay, isHiddenDay } from '../privacy/guarded-day.ts'
import { crowdOf } from '../privacy/people.ts'
import { satisfies } from '../scan/satisfies.ts'
import { coverRange, cutsAt } from './cover-range.ts'
import type { MatchedSeries } from './fetch-series.ts'
import { readAmounts } from './read-amounts.ts'
import { readThreshold } from './read-threshold.ts'
import type { Reader } from './reader.ts'

/** What the privacy gate decided about the days of one answer. */
export interface DayVerdicts {
  readonly k: number
  /** Whether the sum over these groups (breakdown keys as JSON; null: all of them) is kept back in [from, to). */
  hides(keys: Iterable<string> | null, span: TimeRange): boolean
  /** keys of all groups, hidden ones included */
  readonly keys: ReadonlySet<string>
}

/** Keys of groups of which a part is kept back in a range. Pure. */
export function withheldKeys(verdicts: DayVerdicts | null, range: TimeRange): ReadonlySet<string> | undefined {
  return verdicts === null ? undefined : new Set([...verdicts.keys].filter((key) => verdicts.hides([key], range)))
}

type Building = { -readonly [K in keyof DayPart]: DayPart[K] extends readonly (infer T)[] ? T[] : DayPart[K] }

type PartPlace = Pick<Building, 'rows' | 'path' | 'own'>

const dimensionsOf = ({ rows, path, own }: Guard): string[] => [
  ...rows,
  ...path,
  ...own.map(({ dimension }) => dimension),
]
const nameOf = ({ rows, path, own }: PartPlace): string => JSON.stringify([rows, path, own])

/** The part of a day that a combination of the guard's dimensions belongs to. */
function placeOfKey(guard: Guard, key: Readonly<MatchedSeries['key']>): PartPlace {
  const names = dimensionsOf(guard)
  return {
    rows: key.slice(0, guard.rows.length),
    path: key.slice(guard.rows.length, guard.rows.length + guard.path.length),
    own: satisfies(guard.own, (name) => key[names.indexOf(name)] ?? null),
  }
}

/** Who is behind each part of each day of a guarded stream, all of it: what a filter leaves out is told as well. */
async function readParts(reader: Reader, guard: Guard, range: TimeRange): Promise<Map<number, DayPart[]>> {
  const { calendar, now } = reader
  const dimensions = dimensionsOf(guard)
  const isStale = await reader.staleBuckets(range)
  const settled = { cuts: cutsAt(calendar, now), isStale }
  const days = calendar.buckets('1d', range.from, range.to)
  const segments = days.flatMap((from) =>
    coverRange(calendar, { from, to: calendar.nextBucket('1d', from) }, '1d', settled),
  )
  const series = await reader.series({ event: guard.event, measure: '', filters: [] }, dimensions)
  const ids = series.map(({ id }) => id).sort((a, b) => a - b)
  const rows = await reader.rows(ids, segments, 'persons')
  const placeOf = new Map(series.map(({ id, key }) => [id, placeOfKey(guard, key)]))
  const parts = new Map<number, Map<string, Building>>(days.map((day) => [day, new Map()]))
  for (let i = 0; i < rows.length; i++) {
    const place = placeOf.get(rows.series[i]!)
    const day = parts.get(calendar.bucketStart('1d', rows.ms[i]!))
    if (place === undefined || day === undefined) continue
    const name = nameOf(place)
    const part = day.get(name) ?? { ...place, actors: [], sessions: [], amount: null }
    day.set(name, part)
    const [actors, sessions] = [getBytes(rows.bytes, i), getBytes(rows.sessions, i)]
    if (actors !== null) part.actors.push(actors)
    if (sessions !== null) part.sessions.push(sessions)
  }
  if (guard.measure !== null) {
    const what = { projectId: reader.project.id, event: guard.event, measure: guard.measure }
    for (const { day, key, amount } of await readAmounts(reader.context.pool, what, dimensions, days, range.to)) {
      const part = parts.get(day)?.get(nameOf(placeOfKey(guard, key)))
      if (part === undefined) continue
      const { all, most } = part.amount ?? { all: 0, most: 0 }
      part.amount = { all: all + amount.all, most: most + amount.most }
    }
  }
  return new Map([...parts].map(([day, found]) => [day, [...found.values()]]))
}

/**
 * Judges every day of a guarded answer. To be asked after the rows of the answer are read: nobody may be in a number whom
 * the gate has not seen.
 * @param range whole days of the project
 */
export async function judgeDays(
  reader: Reader,
  guards: readonly Guard[],
  breakdown: readonly string[],
  range: TimeRange,
): Promise<DayVerdicts> {
  const k = await readThreshold(reader.context, reader.project.id)
  const crowd = crowdOf(k)
  const days = new Map<number, GuardedDay[]>(
    reader.calendar.buckets('1d', range.from, range.to).map((day) => [day, []]),
  )
  for (const guard of guards)
    for (const [day, parts] of await readParts(reader, guard, range))
      days.get(day)?.push(guardDay(guard, parts, breakdown, crowd))
  const keys = new Set([...days.values()].flatMap((list) => list.flatMap(({ places }) => [...places.keys()])))
  const isOpen = (day: number) => reader.calendar.nextBucket('1d', day) > reader.now
  return {
    k,
    keys,
    hides: (asked, { from, to }) => {
      const picked = [...(asked ?? keys)]
      return [...days].some(
        ([day, guarded]) =>
          day >= from && day < to && (isOpen(day) || guarded.some((one) => isHiddenDay(one, picked, crowd))),
      )
    },
  }
}
