/** A thread of its own that folds slices: started by `openFolders`, told slices, answers what they came to. */
import { parentPort, workerData } from 'node:worker_threads'
import { SliceFolder } from './fold-slice.ts'
import { openReader } from './open-reader.ts'
import type { FoldPlan, Slice } from './rebuild-plan.ts'

const plan = workerData as FoldPlan
const reader = await openReader(plan.url)
const folder = new SliceFolder(plan, reader.client)

parentPort?.on('message', async (slice: Slice | null) => {
  if (slice === null) {
    await reader.close()
    parentPort?.close()
    return
  }
  const folded = await folder.fold(slice)
  parentPort?.postMessage(
    folded,
    folded.chunks.map((chunk) => chunk.buffer),
  )
})
