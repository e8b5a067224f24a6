import type { Grain } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import type { Calendar } from '../../calendar/calendar.ts'
import { mergeRows, type PlacedRow } from '../merge-rows.ts'
import { PlacedRows } from './coarsen.ts'
import type { FoldPlan } from './rebuild-plan.ts'

const ROWS_PER_STATEMENT = 5_000
const GRAINS = ['1m', '5m', '1h', '1d'] as const satisfies readonly Grain[]

/**
 * Adds 1-minute rows that were folded apart from their neighbours to all grains below the week. Returns how many rows
 * they came to, those that were there already included.
 */
export async function mergeStrays(
  tx: Queryable,
  plan: FoldPlan,
  calendar: Calendar,
  strays: readonly PlacedRow[],
): Promise<number> {
  if (strays.length === 0) return 0
  let merged = 0
  for (const grain of GRAINS) {
    const coarse = new PlacedRows()
    for (const row of strays) {
      if (grain === '1d' && (row.bucket < plan.days.from || row.bucket >= plan.days.to)) continue
      coarse.add({ ...row, bucket: calendar.bucketStart(grain, row.bucket) })
    }
    const rows = coarse.sorted()
    for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT)
      await mergeRows(tx, grain, plan.revision, rows.slice(at, at + ROWS_PER_STATEMENT))
    merged += rows.length
  }
  return merged
}
