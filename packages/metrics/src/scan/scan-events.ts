import type { Pool, PoolClient } from '@tidemark/db'
import { scanRows } from '@tidemark/db/copy-out'
import { withTransaction } from '@tidemark/db/pools'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { invalid } from '@tidemark/platform'
import { type ScanRequest, selectEvents } from './select-events.ts'

/** Days that raw events are accepted late, where nothing else is set. */
export const DEFAULT_RAW_RETENTION_DAYS = 7
const DEFAULT_DEADLINE_MS = 15_000
/** What one process can hold of one question. */
const DEFAULT_MAX_EVENTS = 20_000_000
const NONE = new Uint32Array(0)
const NO_WEIGHTS = new Float64Array(0)

export interface ScanContext {
  /** the pool for reading */
  readonly pool: Pool
  /** days that raw events are kept where the project does not say; 7 unless told */
  readonly rawRetentionDays?: number | undefined
  /** ms one scan may take; 15,000 unless told */
  readonly scanDeadlineMs?: number | undefined
  /** most events of one scan; 20 million unless told */
  readonly maxEvents?: number | undefined
}

export interface ScanProject {
  readonly id: number
  readonly rawRetentionDays?: number | null | undefined
}

/** Events as columns, valid during the call only. Columns that were not asked for are empty. */
export interface EventChunk {
  readonly length: number
  /** epoch ms of the time that decides the bucket */
  readonly time: Float64Array
  readonly set: Int32Array
  /** four words per event, most significant first; zeros: none */
  readonly actor: Uint32Array
  readonly session: Uint32Array
  readonly id: Uint32Array
  readonly weight: Float64Array
  /** per slot asked for; NaN: the event does not carry it */
  readonly measures: readonly Float64Array[]
}

export const retentionOf = (context: ScanContext, project: ScanProject): number =>
  project.rawRetentionDays ?? context.rawRetentionDays ?? DEFAULT_RAW_RETENTION_DAYS

/** Streams a request's events from a connection, in no order. The arrays are used again for the next chunk. */
export async function scanWith(
  client: PoolClient,
  projectId: number,
  request: ScanRequest,
  reachDays: number,
  onChunk: (chunk: EventChunk) => void,
): Promise<number> {
  if (request.sets.length === 0) return 0
  const { select, kinds } = selectEvents(projectId, request, reachDays)
  const at = (name: ScanRequest['columns'][number]) => {
    const index = request.columns.indexOf(name)
    return index < 0 ? -1 : index + 2
  }
  const [actor, session, id, weight] = [at('actor'), at('session'), at('id'), at('weight')]
  const firstMeasure = request.columns.length + 2
  return scanRows(client, select, kinds, ({ rows, columns }) =>
    onChunk({
      length: rows,
      time: columns[0] as Float64Array,
      set: columns[1] as Int32Array,
      actor: actor < 0 ? NONE : (columns[actor] as Uint32Array),
      session: session < 0 ? NONE : (columns[session] as Uint32Array),
      id: id < 0 ? NONE : (columns[id] as Uint32Array),
      weight: weight < 0 ? NO_WEIGHTS : (columns[weight] as Float64Array),
      measures: columns.slice(firstMeasure) as Float64Array[],
    }),
  )
}

/**
 * Reads raw events of the given dimension sets in a time range, on a connection for reading. Answers how many. Whether raw
 * reaches back that far is another question: `requireRaw`.
 * @throws TidemarkError invalid_input (more events than one process can hold), unavailable (deadline, no database)
 */
export async function scanEvents(
  context: ScanContext,
  project: ScanProject,
  request: ScanRequest,
  onChunk: (chunk: EventChunk) => void,
): Promise<number> {
  const { maxEvents = DEFAULT_MAX_EVENTS, scanDeadlineMs = DEFAULT_DEADLINE_MS } = context
  let events = 0
  const count = (chunk: EventChunk) => {
    events += chunk.length
    if (events > maxEvents) throw invalid(`The question reads more than ${maxEvents} events. Shorten its range.`)
    onChunk(chunk)
  }
  try {
    return await withTransaction(context.pool, async (tx) => {
      await tx.query(`SET LOCAL statement_timeout = ${Math.trunc(scanDeadlineMs)}`)
      // Whole partitions are read: by pages, which the index alone would visit one row at a time.
      await tx.query('SET LOCAL enable_indexscan = off')
      return scanWith(tx, project.id, request, retentionOf(context, project) + 1, count)
    })
  } catch (error) {
    throw mapSqlError(error)
  }
}
