import type { ColumnKind, Pool, PoolClient, RowBatch } from '@tidemark/db'
import { scanRows } from '@tidemark/db/copy-out'
import { withClient } from '@tidemark/db/pools'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { invalid, shareWork } from '@tidemark/platform'
import { cutIds, type IdRange } from './cut-ids.ts'
import { idsOf, type ScanRequest, selectEvents, strideOf } from './select-events.ts'

/** Days that raw events are accepted late, where nothing else is set. */
export const DEFAULT_RAW_RETENTION_DAYS = 7
const DEFAULT_DEADLINE_MS = 15_000
/** What one process can hold of one question. */
const DEFAULT_MAX_EVENTS = 20_000_000
/** The server sends one statement's rows from one core, about as fast as they are decoded here. */
const CONNECTIONS = 2
const BATCH_ROWS = 8192
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

/** Takes the slots asked for out of arrays of measures, into a column each. */
function createSlotColumns(request: ScanRequest): (measures: Float64Array, rows: number) => Float64Array[] {
  const { slots = [] } = request
  const stride = strideOf(request)
  const columns = slots.map(() => new Float64Array(BATCH_ROWS))
  return (measures, rows) => {
    for (const [place, column] of columns.entries())
      for (let i = 0, at = slots[place]!; i < rows; i++, at += stride) column[i] = measures[at]!
    return columns
  }
}

/** Streams a request's events with some ids from a connection, in no order. The arrays are used again for the next chunk. */
async function scanIds(
  client: PoolClient,
  projectId: number,
  request: ScanRequest,
  ids: IdRange,
  onChunk: (chunk: EventChunk) => void,
): Promise<number> {
  const { select, kinds } = selectEvents(projectId, request, ids)
  const at = (name: ScanRequest['columns'][number]) => {
    const index = request.columns.indexOf(name)
    return index < 0 ? -1 : index + 2
  }
  const [actor, session, id, weight] = [at('actor'), at('session'), at('id'), at('weight')]
  const measures = request.columns.length + 2
  const slotColumns = createSlotColumns(request)
  const give = ({ rows, columns }: RowBatch<ColumnKind[]>) =>
    onChunk({
      length: rows,
      time: columns[0] as Float64Array,
      set: columns[1] as Int32Array,
      actor: actor < 0 ? NONE : (columns[actor] as Uint32Array),
      session: session < 0 ? NONE : (columns[session] as Uint32Array),
      id: id < 0 ? NONE : (columns[id] as Uint32Array),
      weight: weight < 0 ? NO_WEIGHTS : (columns[weight] as Float64Array),
      measures: slotColumns(columns[measures] as Float64Array, rows),
    })
  return scanRows(client, select, kinds, give, { batchRows: BATCH_ROWS })
}

/** Streams a request's events from a connection, in no order. The arrays are used again for the next chunk. */
export const scanWith = async (
  client: PoolClient,
  projectId: number,
  request: ScanRequest,
  reachDays: number,
  onChunk: (chunk: EventChunk) => void,
): Promise<number> =>
  request.sets.length === 0 ? 0 : scanIds(client, projectId, request, idsOf(request, reachDays), onChunk)

/** A transaction that is never run again: what was handed out cannot be taken back. */
async function readOnce(pool: Pool, read: (client: PoolClient) => Promise<void>): Promise<void> {
  await withClient(pool, async (client) => {
    await client.query('BEGIN READ ONLY')
    try {
      await read(client)
      await client.query('COMMIT')
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      throw error
    }
  })
}

/**
 * Reads raw events of the given dimension sets in a time range, on two connections for reading where there are many: late
 * events that are stored meanwhile may be among them. Answers how many. Whether raw
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
  if (request.sets.length === 0) return 0
  const deadline = performance.now() + scanDeadlineMs
  const readPieces = (pieces: Iterable<IdRange>) =>
    readOnce(context.pool, async (tx) => {
      // Whole partitions are read: by pages, which the index alone would visit one row at a time.
      await tx.query('SET LOCAL enable_indexscan = off')
      for (const piece of pieces) {
        await tx.query(`SET LOCAL statement_timeout = ${Math.max(1, Math.trunc(deadline - performance.now()))}`)
        await scanIds(tx, project.id, request, piece, count)
      }
    })
  try {
    const pieces = await cutIds(context.pool, idsOf(request, retentionOf(context, project) + 1))
    await shareWork(pieces, Math.min(CONNECTIONS, pieces.length), readPieces)
    return events
  } catch (error) {
    throw mapSqlError(error)
  }
}
