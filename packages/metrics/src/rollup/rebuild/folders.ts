import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { shareWork } from '@tidemark/platform'
import { type FoldedSlice, SliceFolder } from './fold-slice.ts'
import { openReader } from './open-reader.ts'
import type { FoldPlan, Slice } from './rebuild-plan.ts'

/** Below this a thread takes longer to start than the events to fold. */
const EVENTS_WORTH_THREADS = 150_000
const MAX_THREADS = 4

/** As many readers as there are cores, for large ranges; 0: what there is to read is not worth a second one. */
export const chooseThreads = (events: number): number =>
  events < EVENTS_WORTH_THREADS ? 0 : Math.min(MAX_THREADS, availableParallelism())

/** Folds one slice at a time, here or in a thread. */
export interface Folder {
  fold(slice: Slice): Promise<FoldedSlice>
  close(): Promise<void>
}

async function openInline(plan: FoldPlan): Promise<Folder> {
  const reader = await openReader(plan.url)
  const folder = new SliceFolder(plan, reader.client)
  return { fold: (slice) => folder.fold(slice), close: () => reader.close() }
}

function openThread(plan: FoldPlan): Folder {
  const worker = new Worker(new URL('./fold-thread.ts', import.meta.url), { workerData: plan })
  let answer = Promise.withResolvers<FoldedSlice>()
  let failure: unknown
  const fail = (error: unknown) => {
    failure ??= error
    answer.reject(failure)
  }
  // The answer may be awaited by nobody when the thread dies between two slices.
  answer.promise.catch(() => undefined)
  worker.on('message', (folded: FoldedSlice) => answer.resolve(folded))
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('a fold thread ended early')))
  return {
    fold(slice) {
      if (failure !== undefined) return Promise.reject(failure)
      answer = Promise.withResolvers()
      worker.postMessage(slice)
      return answer.promise
    },
    async close() {
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      if (failure !== undefined) return
      worker.postMessage(null)
      await ended
    },
  }
}

/** As many threads as asked for; without one the slices are folded on this thread. */
export async function openFolders(plan: FoldPlan, threads: number): Promise<Folder[]> {
  if (threads === 0) return [await openInline(plan)]
  return Array.from({ length: threads }, () => openThread(plan))
}

/**
 * Folds all slices, each folder taking the next one when it is free. `onFolded` may make a folder wait, so that what is
 * folded is not piled up faster than it is used. The first failure ends it all.
 */
export async function foldSlices(
  folders: readonly Folder[],
  slices: readonly Slice[],
  onFolded: (folded: FoldedSlice, slice: Slice) => Promise<void>,
): Promise<void> {
  await shareWork(slices, folders.length, async (left, place) => {
    const folder = folders[place]!
    for (const slice of left) await onFolded(await folder.fold(slice), slice)
  })
}
