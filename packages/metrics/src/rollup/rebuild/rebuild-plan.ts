import type { Queryable } from '@tidemark/db'
import { listEventRanges } from '@tidemark/db/partition-ranges'
import { notFound } from '@tidemark/platform'
import { type Calendar, createCalendar, type TimeRange } from '../../calendar/calendar.ts'
import type { Lane } from '../../fold/lane.ts'
import type { IngestContext } from '../../ingest/ingest-context.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** About what one stored event takes, header and padding included. */
const BYTES_PER_EVENT = 130

/** Everything that folding slices of a project needs, in a form that can be sent to a thread. */
export interface FoldPlan {
  url: string
  projectId: number
  timeZone: string
  weekStart: number
  /** what is folded: whole UTC hours that hold the local days, epoch ms */
  from: number
  to: number
  /** the whole local days inside */
  days: TimeRange
  lanes: readonly Lane[]
  /** lane of each dimension set, by id minus `firstSet`; -1 where its events are not folded */
  firstSet: number
  laneOfSet: Int32Array
  /** slots of event.measures to read */
  stride: number
  /** some series keeps hashes of actors or sessions */
  subjects: boolean
  revision: number
}

/** A stretch of ids whose events are folded together. */
export interface Slice {
  /** times of the ids, epoch ms */
  idFrom: number
  idTo: number
  /** holds only events that were bucketed far from the time of their id */
  outlying: boolean
}

export interface RebuildProject {
  id: number
  calendar: Calendar
  rawRetentionDays: number | null
}

/** @throws TidemarkError not_found */
export async function loadProject(db: Queryable, projectId: number): Promise<RebuildProject> {
  const { rows } = await db.query<{ timezone: string; week_start: number; raw_retention_days: number | null }>(
    'SELECT timezone, week_start, raw_retention_days FROM project WHERE id = $1',
    [projectId],
  )
  const [row] = rows
  if (row === undefined) throw notFound(`There is no project ${projectId}.`)
  return {
    id: projectId,
    calendar: createCalendar({ timeZone: row.timezone, weekStart: row.week_start }),
    rawRetentionDays: row.raw_retention_days,
  }
}

/** The whole local days that a range touches, and the whole UTC hours that hold them. Pure. */
export function coverDays(calendar: Calendar, from: number, to: number): { days: TimeRange; hours: TimeRange } {
  const days = calendar.snapRange('1d', { from, to })
  return {
    days,
    hours: { from: Math.floor(days.from / HOUR_MS) * HOUR_MS, to: Math.ceil(days.to / HOUR_MS) * HOUR_MS },
  }
}

/** About how many events the partitions of a range of ids hold, those of other projects included. */
export async function estimateEvents(db: Queryable, from: number, to: number): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>(
    'SELECT coalesce(sum(pg_relation_size(oid)), 0)::float8 AS bytes FROM pg_class WHERE relname = ANY($1)',
    [listEventRanges(from, to - 1).map((partition) => partition.name)],
  )
  return (rows[0]?.bytes ?? 0) / BYTES_PER_EVENT
}

const EVENTS_PER_SLICE = 400_000
const SLICE_HOURS = [24, 12, 8, 6, 4, 3, 2]

/**
 * Cuts the ids that may hold events of the hours into slices, in order of time. The time inside an id and the time that
 * decides the bucket differ by the skew of the sender's clock and by how late ids were made, at most by `reachDays`.
 */
export function listSlices(hours: TimeRange, reachDays: number, events: number): Slice[] {
  const perHour = (events * HOUR_MS) / (hours.to - hours.from)
  const step = (SLICE_HOURS.find((count) => count * perHour <= EVENTS_PER_SLICE) ?? 1) * HOUR_MS
  const reach = reachDays * DAY_MS
  return [
    ...cut(hours.from - reach, hours.from, DAY_MS, true),
    ...cut(hours.from, hours.to, step, false),
    ...cut(hours.to, hours.to + reach, DAY_MS, true),
  ]
}

/** Cuts at multiples of `step`, so that slices never cut an hour and outlying ones are days of ids: partitions. */
function cut(from: number, to: number, step: number, outlying: boolean): Slice[] {
  const slices: Slice[] = []
  for (let at = Math.max(0, from); at < to; ) {
    const end = Math.min(to, Math.floor(at / step) * step + step)
    slices.push({ idFrom: at, idTo: end, outlying })
    at = end
  }
  return slices
}

/** Places lanes so that each dimension set's events find theirs by one look into an array. */
export async function planLanes(
  context: IngestContext,
  projectId: number,
): Promise<Pick<FoldPlan, 'lanes' | 'firstSet' | 'laneOfSet' | 'stride' | 'subjects'>> {
  const { rows } = await context.pools.work.query<{ id: number }>(
    'SELECT id FROM dimension_set WHERE project_id = $1',
    [projectId],
  )
  const ids = rows.map((row) => row.id)
  const laneOf = await context.sets.lanesOf(projectId, ids)
  const places = new Map<Lane, number>()
  for (const lane of laneOf.values()) if (!places.has(lane)) places.set(lane, places.size)
  const firstSet = ids.reduce((first, id) => Math.min(first, id), Number.POSITIVE_INFINITY)
  const lastSet = ids.reduce((last, id) => Math.max(last, id), Number.NEGATIVE_INFINITY)
  const laneOfSet = new Int32Array(ids.length === 0 ? 0 : lastSet - firstSet + 1).fill(-1)
  for (const [id, lane] of laneOf) laneOfSet[id - firstSet] = places.get(lane)!
  const streams = [...places.keys()].flatMap((lane) => lane.streams)
  return {
    lanes: [...places.keys()],
    firstSet: ids.length === 0 ? 0 : firstSet,
    laneOfSet,
    stride: streams.reduce((most, { slot }) => Math.max(most, slot + 1), 0),
    subjects: streams.some(({ kind, sets }) => sets || kind === 'actor' || kind === 'session'),
  }
}
