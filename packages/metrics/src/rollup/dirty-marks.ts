import { GRAIN_ID, type Grain } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { int2Array, numberLiteral, textArray, timestamptzArray } from '@tidemark/db/array-literal'

/** Series whose row of a coarser grain no longer tells what the finer rows tell. */
export interface DirtyMark {
  grain: Grain
  /** start of the stale bucket, epoch ms */
  bucket: number
  seriesIds: readonly number[]
}

/** Groups (bucket, series) pairs into one mark per bucket. Pure. */
export function groupMarks(grain: Grain, pairs: Iterable<{ bucket: number; seriesId: number }>): DirtyMark[] {
  const series = new Map<number, Set<number>>()
  for (const { bucket, seriesId } of pairs) {
    const ids = series.get(bucket)
    if (ids === undefined) series.set(bucket, new Set([seriesId]))
    else ids.add(seriesId)
  }
  return [...series].map(([bucket, ids]) => ({ grain, bucket, seriesIds: [...ids] }))
}

/** Appends marks in the transaction that made the rows stale. Marks are never updated, so none can be lost to a race. */
export async function appendMarks(tx: Queryable, projectId: number, marks: readonly DirtyMark[]): Promise<void> {
  if (marks.length === 0) return
  await tx.query(
    `INSERT INTO rollup_dirty (project_id, grain, bucket, series_ids)
     SELECT $1, grain, bucket, series_ids::int[]
     FROM unnest($2::smallint[], $3::timestamptz[], $4::text[]) AS t (grain, bucket, series_ids)`,
    [
      projectId,
      int2Array(marks.map((mark) => GRAIN_ID[mark.grain])),
      timestamptzArray(marks.map((mark) => mark.bucket)),
      textArray(marks.map((mark) => numberLiteral(mark.seriesIds))),
    ],
  )
}
