import { GRAIN_ID } from '@tidemark/contracts'
import { type ColumnKind, type Pool, type RowBatch, scanRows, withClient } from '@tidemark/db'
import { invalid } from '@tidemark/platform'
import { appendBytes, type BytesColumn, createBytes } from '../fold/bytes-column.ts'
import { grow } from '../fold/grow.ts'
import type { Segment } from './cover-range.ts'

/** What is read beside the numbers of a row: most of its bytes, so only where it is needed. */
export type RowBytes = 'none' | 'sketch' | 'distinct' | 'persons'

const BYTES_SQL: Record<RowBytes, string> = {
  none: '',
  sketch: ', r.sketch',
  distinct: ', r."distinct"',
  persons: ', r.actors, r.sessions',
}

/** Stored rows, column by column: the i-th row is the i-th element of each. */
export interface StoredRows {
  readonly length: number
  readonly series: Int32Array
  /** start of the bucket, epoch ms */
  readonly ms: Float64Array
  readonly n: Float64Array
  readonly weight: Float64Array
  readonly sum: Float64Array
  /** NaN where nothing was measured, as is max */
  readonly min: Float64Array
  readonly max: Float64Array
  /** sketch or distinct; with `persons` the actors; empty where none are read, as are sessions */
  readonly bytes: BytesColumn
  readonly sessions: BytesColumn
}

const NUMBERS = ['int4', 'timestamptz', 'int8', 'float8', 'float8', 'float8', 'float8'] as const
const KINDS = {
  none: NUMBERS,
  sketch: [...NUMBERS, 'bytea'],
  distinct: [...NUMBERS, 'bytea'],
  persons: [...NUMBERS, 'bytea', 'bytea'],
} as const satisfies Record<RowBytes, readonly ColumnKind[]>

type Batch = RowBatch<(typeof KINDS)['persons']>

/** The columns of all batches end to end. The last ones are there only when they were asked for. */
class Columns implements StoredRows {
  length = 0
  series = new Int32Array(0)
  ms = new Float64Array(0)
  n = new Float64Array(0)
  weight = new Float64Array(0)
  sum = new Float64Array(0)
  min = new Float64Array(0)
  max = new Float64Array(0)
  readonly bytes = createBytes()
  readonly sessions = createBytes()

  append({ rows, columns }: Batch): void {
    const [series, ms, n, weight, sum, min, max, bytes, sessions] = columns
    this.#grow(this.length + rows)
    this.series.set(series.subarray(0, rows), this.length)
    this.ms.set(ms.subarray(0, rows), this.length)
    this.n.set(n.subarray(0, rows), this.length)
    this.weight.set(weight.subarray(0, rows), this.length)
    this.sum.set(sum.subarray(0, rows), this.length)
    this.min.set(min.subarray(0, rows), this.length)
    this.max.set(max.subarray(0, rows), this.length)
    if (bytes !== undefined) appendBytes(this.bytes, this.length, bytes, rows)
    if (sessions !== undefined) appendBytes(this.sessions, this.length, sessions, rows)
    this.length += rows
  }

  #grow(length: number): void {
    this.series = grow(this.series, length)
    this.ms = grow(this.ms, length)
    this.n = grow(this.n, length)
    this.weight = grow(this.weight, length)
    this.sum = grow(this.sum, length)
    this.min = grow(this.min, length)
    this.max = grow(this.max, length)
    this.bytes.starts = grow(this.bytes.starts, length + 1)
    this.sessions.starts = grow(this.sessions.starts, length + 1)
  }
}

const instant = (ms: number) => `'${new Date(ms).toISOString()}'::timestamptz`

/** Literals, not parameters: only so does a plan visit just the partitions that hold the segment. */
const segmentSql = ({ grain, from, to }: Segment, ids: string, bytes: RowBytes): string =>
  `SELECT r.series_id, r.bucket, r.n, r.weight_sum, r.sum, r.min, r.max${BYTES_SQL[bytes]} FROM rollup r
    WHERE r.grain = ${GRAIN_ID[grain]} AND r.series_id = ANY('{${ids}}'::int[])
      AND r.bucket >= ${instant(from)} AND r.bucket < ${instant(to)}`

/**
 * The stored rows of some series in all segments, in one statement and in binary, with sketches as they are stored.
 * @throws TidemarkError invalid_input where they are more than `maxRows`, unavailable
 */
export async function fetchRows(
  pool: Pool,
  seriesIds: readonly number[],
  segments: readonly Segment[],
  { bytes, maxRows }: { bytes: RowBytes; maxRows: number },
): Promise<StoredRows> {
  const found = new Columns()
  if (seriesIds.length === 0 || segments.length === 0) return found
  const ids = seriesIds.map(Math.trunc).join(',')
  const select = segments.map((segment) => segmentSql(segment, ids, bytes)).join(' UNION ALL ')
  await withClient(pool, (client) =>
    scanRows(client, `${select} LIMIT ${maxRows + 1}`, KINDS[bytes], (batch) => found.append(batch as Batch)),
  )
  if (found.length > maxRows)
    throw invalid(
      `The question reads more than ${maxRows} stored rows. Ask for coarser buckets, a shorter range or a filter.`,
      { details: { maxRows } },
    )
  return found
}
