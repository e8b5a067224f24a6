/** A thread of its own that folds slices: started by `openFolders`, told slices, answers what they came to. */
import { parentPort, workerData } from 'node:worker_threads'
import { createPool } from '@tidemark/db/pools'
import { SliceFolder } from './fold-slice.ts'
import type { FoldPlan, Slice } from './rebuild-plan.ts'

const plan = workerData as FoldPlan
const pool = createPool({ url: plan.url, applicationName: 'rebuild-read', max: 1, statementTimeoutMs: 0 })
const client = await pool.connect()
const folder = new SliceFolder(plan, client)

parentPort?.on('message', async (slice: Slice | null) => {
  if (slice === null) {
    client.release()
    await pool.end()
    parentPort?.close()
    return
  }
  const folded = await folder.fold(slice)
  parentPort?.postMessage(
    folded,
    folded.chunks.map((chunk) => chunk.buffer),
  )
})
