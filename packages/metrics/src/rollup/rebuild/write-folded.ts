import { BinaryRowWriter, copyInBinary, type PoolClient } from '@tidemark/db'
import type { Calendar } from '../../calendar/calendar.ts'
import { ChunkQueue } from './chunk-queue.ts'
import { PlacedRows } from './coarsen.ts'
import { DayRows } from './day-rows.ts'
import { ROLLUP_COPY_TARGET, RowEncoder } from './encode-rows.ts'
import { type Folder, foldSlices } from './folders.ts'
import { mergeStrays } from './merge-strays.ts'
import type { FoldPlan, Slice } from './rebuild-plan.ts'
import { remergeWeeks } from './remerge-weeks.ts'

/** What is folded but not yet taken by the server. */
const MAX_AHEAD_BYTES = 64 * 1024 * 1024

export interface WriteReport {
  events: number
  rows: number
  /** from the first read to the last slice folded */
  foldSeconds: number
}

async function* withFrame(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const frame = new BinaryRowWriter(64)
  yield frame.take()
  yield* chunks
  yield frame.end()
}

/**
 * Folds all slices and writes their rows of every grain into `rollup`, where the old ones must be gone, inside the
 * caller's transaction. Rows go into one COPY while other slices are still being folded; rows of minutes that lie in
 * another slice wait and are merged at the end.
 */
export async function writeFolded(
  tx: PoolClient,
  plan: FoldPlan,
  calendar: Calendar,
  series: readonly number[],
  { folders, slices }: { folders: readonly Folder[]; slices: readonly Slice[] },
): Promise<WriteReport> {
  const started = performance.now()
  const report: WriteReport = { events: 0, rows: 0, foldSeconds: 0 }
  const queue = new ChunkQueue(MAX_AHEAD_BYTES)
  const days = new DayRows(plan, calendar, slices)
  const strays = new PlacedRows()
  const copied = copyInBinary(tx, ROLLUP_COPY_TARGET, withFrame(queue))
  // A COPY that has failed takes nothing more: let the folders run into the end instead of waiting for it.
  copied.catch(() => queue.end())
  try {
    await foldSlices(folders, slices, async (folded, slice) => {
      report.events += folded.events
      report.rows += folded.rows
      for (const row of folded.strays) strays.add(row)
      const chunks: Uint8Array[] = [...folded.chunks]
      const encoder = new RowEncoder(plan.revision, (chunk) => chunks.push(chunk))
      for (const table of days.add(slice, folded.days)) {
        encoder.write(table, '1d')
        report.rows += table.length
      }
      encoder.flush()
      await queue.push(chunks)
    })
    report.foldSeconds = (performance.now() - started) / 1000
  } catch (error) {
    queue.fail(error)
    await copied.catch(() => undefined)
    throw error
  }
  queue.end()
  await copied
  report.rows += await mergeStrays(tx, plan, calendar, strays.sorted())
  report.rows += await remergeWeeks(tx, plan, calendar, series)
  return report
}
