import type { ColumnKind } from '@tidemark/db/binary-columns'
import { lowestUuid } from '@tidemark/db/partition-ranges'

const DAY_MS = 86_400_000

/** Columns that may be left out; what is not asked for is not sent. */
export type EventColumn = 'actor' | 'session' | 'id' | 'weight'

/** Which events are read, and what of them. */
export interface ScanRequest {
  /** epoch ms of the time that decides the bucket, from inclusive, to exclusive */
  readonly from: number
  readonly to: number
  /** ids of the dimension sets whose events are read */
  readonly sets: Int32Array
  /** sets whose events are read from this earlier time on as well */
  readonly earlier?: { readonly from: number; readonly sets: Int32Array } | undefined
  readonly columns: readonly EventColumn[]
  /** slots of event.measures */
  readonly slots?: readonly number[] | undefined
}

const SQL: Record<EventColumn, { sql: string; kind: ColumnKind }> = {
  actor: { sql: 'actor_id', kind: 'uuid' },
  session: { sql: 'session_id', kind: 'uuid' },
  id: { sql: 'id', kind: 'uuid' },
  weight: { sql: 'weight', kind: 'float8' },
}

const whole = (value: number): number => Math.trunc(value)
const instant = (ms: number): string => `'${new Date(ms).toISOString()}'`
const inSets = (sets: Int32Array): string => `dimension_set_id = ANY('{${sets.join(',')}}'::int[])`

/**
 * The statement that reads a request's events and the kinds of its columns, for COPY: time and set, then the columns, then
 * the slots, in the order asked. The time inside an id and the bucket's differ by at most `reachDays`, which prunes
 * partitions. Pure.
 */
export function selectEvents(
  projectId: number,
  request: ScanRequest,
  reachDays: number,
): { select: string; kinds: ColumnKind[] } {
  const columns = request.columns.map((name) => SQL[name])
  const slots = (request.slots ?? []).map((slot) => ({ sql: `measures[${whole(slot) + 1}]`, kind: 'float8' as const }))
  const picked = [...columns, ...slots]
  const { earlier } = request
  const from = Math.min(request.from, earlier?.from ?? request.from)
  const reach = reachDays * DAY_MS
  const conditions = [
    `project_id = ${whole(projectId)}`,
    `id >= '${lowestUuid(Math.max(0, from - reach))}'`,
    `id < '${lowestUuid(Math.max(1, request.to + reach))}'`,
    `bucketed_at >= ${instant(from)}`,
    `bucketed_at < ${instant(request.to)}`,
    inSets(request.sets),
  ]
  if (earlier !== undefined && earlier.from < request.from)
    conditions.push(`(bucketed_at >= ${instant(request.from)} OR ${inSets(earlier.sets)})`)
  return {
    select: `SELECT ${['bucketed_at', 'dimension_set_id', ...picked.map(({ sql }) => sql)].join(', ')} FROM event WHERE ${conditions.join(' AND ')}`,
    kinds: ['timestamptz', 'int4', ...picked.map(({ kind }) => kind)],
  }
}
