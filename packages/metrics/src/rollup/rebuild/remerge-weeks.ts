import { GRAIN_ID } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { int4Array } from '@tidemark/db/array-literal'
import type { Calendar } from '../../calendar/calendar.ts'
import { replaceRows } from '../merge-rows.ts'
import { ROLLUP_COLUMNS, readRollupRow, type StoredRow } from '../stored-row.ts'
import { PlacedRows } from './coarsen.ts'
import type { FoldPlan } from './rebuild-plan.ts'

const SERIES_PER_STATEMENT = 2_000

const READ_DAYS = `
  SELECT r.series_id, ${ROLLUP_COLUMNS} FROM rollup r
  WHERE r.grain = ${GRAIN_ID['1d']} AND r.series_id = ANY($1::int[]) AND r.bucket >= $2 AND r.bucket < $3`

/** Writes the 1w rows of these series that hold some of the plan's days anew. Their old rows must be gone. */
export async function remergeWeeks(
  tx: Queryable,
  plan: FoldPlan,
  calendar: Calendar,
  series: readonly number[],
): Promise<number> {
  let written = 0
  for (const start of calendar.buckets('1w', plan.days.from, plan.days.to)) {
    const bounds = [new Date(start), new Date(calendar.nextBucket('1w', start))]
    for (let at = 0; at < series.length; at += SERIES_PER_STATEMENT) {
      const some = int4Array(series.slice(at, at + SERIES_PER_STATEMENT))
      const { rows } = await tx.query<StoredRow & { series_id: number }>(READ_DAYS, [some, ...bounds])
      const weeks = new PlacedRows()
      for (const row of rows) weeks.add({ ...readRollupRow(row), seriesId: row.series_id, bucket: start })
      await replaceRows(tx, '1w', plan.revision, weeks.sorted())
      written += weeks.size
    }
  }
  return written
}
