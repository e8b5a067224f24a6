import { GRAIN_ID } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { int4Array } from '@tidemark/db/array-literal'
import { invalid } from '@tidemark/platform'
import type { Segment } from './cover-range.ts'

/** What a computation needs of stored rows; bytes are null unless asked for. */
export interface ReadRow {
  series_id: number
  ms: number
  n: number
  weight_sum: number
  sum: number
  min: number | null
  max: number | null
  bytes: Uint8Array | null
}

export type BytesColumn = 'sketch' | 'distinct' | null

const BYTES_SQL = { sketch: 'r.sketch', distinct: 'r."distinct"', none: 'NULL::bytea' } as const

/** The stored rows of some series in one segment. Throws `invalid_input` where they are more than `maxRows`. */
export async function fetchRows(
  db: Queryable,
  seriesIds: readonly number[],
  segment: Segment,
  { bytes, maxRows }: { bytes: BytesColumn; maxRows: number },
): Promise<ReadRow[]> {
  if (seriesIds.length === 0) return []
  const { rows } = await db.query<ReadRow>({
    name: `rollup-read-${bytes ?? 'none'}`,
    text: `SELECT r.series_id, date_part('epoch', r.bucket) * 1000 AS ms, r.n, r.weight_sum, r.sum, r.min, r.max,
        ${BYTES_SQL[bytes ?? 'none']} AS bytes
      FROM rollup r WHERE r.grain = $1 AND r.series_id = ANY($2::int[]) AND r.bucket >= $3 AND r.bucket < $4 LIMIT $5`,
    values: [GRAIN_ID[segment.grain], int4Array(seriesIds), new Date(segment.from), new Date(segment.to), maxRows + 1],
  })
  if (rows.length > maxRows)
    throw invalid(
      `The question reads more than ${maxRows} stored rows. Ask for coarser buckets, a shorter range or a filter.`,
    )
  return rows
}
