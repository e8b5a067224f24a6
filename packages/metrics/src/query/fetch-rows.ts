import { GRAIN_ID } from '@tidemark/contracts'
import { type ColumnKind, type Pool, type RowBatch, scanRows, withClient } from '@tidemark/db'
import { invalid } from '@tidemark/platform'
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
  length: number
  readonly series: number[]
  /** start of the bucket, epoch ms */
  readonly ms: number[]
  readonly n: number[]
  readonly weight: number[]
  readonly sum: number[]
  /** NaN where nothing was measured, as is max */
  readonly min: number[]
  readonly max: number[]
  /** sketch or distinct; with `persons` the actors */
  readonly bytes: (Uint8Array | null)[]
  readonly sessions: (Uint8Array | null)[]
}

export const noRows = (): StoredRows => ({
  length: 0,
  series: [],
  ms: [],
  n: [],
  weight: [],
  sum: [],
  min: [],
  max: [],
  bytes: [],
  sessions: [],
})

const NUMBERS = ['int4', 'timestamptz', 'int8', 'float8', 'float8', 'float8', 'float8'] as const
const KINDS = {
  none: NUMBERS,
  sketch: [...NUMBERS, 'bytea'],
  distinct: [...NUMBERS, 'bytea'],
  persons: [...NUMBERS, 'bytea', 'bytea'],
} as const satisfies Record<RowBytes, readonly ColumnKind[]>

type Batch = RowBatch<(typeof KINDS)['persons']>

function append(into: StoredRows, { rows, columns }: Batch): void {
  const [series, ms, n, weight, sum, min, max, bytes, sessions] = columns
  for (let i = 0; i < rows; i++) {
    into.series.push(series[i]!)
    into.ms.push(ms[i]!)
    into.n.push(n[i]!)
    into.weight.push(weight[i]!)
    into.sum.push(sum[i]!)
    into.min.push(min[i]!)
    into.max.push(max[i]!)
    // The last columns are there only when they were asked for.
    if (bytes !== undefined) into.bytes.push(bytes[i]!)
    if (sessions !== undefined) into.sessions.push(sessions[i]!)
  }
  into.length += rows
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
  const found = noRows()
  if (seriesIds.length === 0 || segments.length === 0) return found
  const ids = seriesIds.map(Math.trunc).join(',')
  const select = segments.map((segment) => segmentSql(segment, ids, bytes)).join(' UNION ALL ')
  await withClient(pool, (client) =>
    scanRows(client, `${select} LIMIT ${maxRows + 1}`, KINDS[bytes], (batch) => append(found, batch as Batch)),
  )
  if (found.length > maxRows)
    throw invalid(
      `The question reads more than ${maxRows} stored rows. Ask for coarser buckets, a shorter range or a filter.`,
      { details: { maxRows } },
    )
  return found
}
