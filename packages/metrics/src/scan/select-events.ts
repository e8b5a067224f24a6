import type { ColumnKind } from '@tidemark/db/binary-columns'
import { lowestUuid } from '@tidemark/db/partition-ranges'
import type { IdRange } from './cut-ids.ts'

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
/** How much of event.measures a request reads: up to its last slot. Pure. */
export const strideOf = ({ slots = [] }: Pick<ScanRequest, 'slots'>): number => Math.max(-1, ...slots.map(whole)) + 1
const instant = (ms: number): string => `'${new Date(ms).toISOString()}'`
const inSets = (sets: Int32Array): string => `dimension_set_id = ANY('{${sets.join(',')}}'::int[])`

/** Where a request begins, earlier sets included. */
const startOf = ({ from, earlier }: ScanRequest): number => Math.min(from, earlier?.from ?? from)

/** The ids that a request's events may have: the time inside an id and the bucket's differ by at most `reachDays`. Pure. */
export const idsOf = (request: ScanRequest, reachDays: number): IdRange => ({
  from: Math.max(0, startOf(request) - reachDays * DAY_MS),
  to: Math.max(1, request.to + reachDays * DAY_MS),
})

/**
 * The statement that reads a request's events with ids in a range, and the kinds of its columns, for COPY: time and set,
 * then the columns in the order asked, then `strideOf` measures: the server sends an array faster than its elements. Pure.
 */
export function selectEvents(
  projectId: number,
  request: ScanRequest,
  ids: IdRange,
): { select: string; kinds: ColumnKind[] } {
  const columns = request.columns.map((name) => SQL[name])
  const stride = strideOf(request)
  const picked = stride === 0 ? columns : [...columns, { sql: 'measures', kind: `float8[${stride}]` as const }]
  const { earlier } = request
  const conditions = [
    `project_id = ${whole(projectId)}`,
    `id >= '${lowestUuid(ids.from)}'`,
    `id < '${lowestUuid(ids.to)}'`,
    `bucketed_at >= ${instant(startOf(request))}`,
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
