import type { TimeRange } from '@tidemark/contracts'
import type { Logger } from '@tidemark/platform'
import { openBackfill } from '../import/open-backfill.ts'
import type { Session } from '../session/open-session.ts'
import type { DemoWorld } from './demo-world.ts'
import { type Demo, findFilled } from './open-demo.ts'

/** A shorter gap goes through the door like everything live. */
const GAP_MS = 5 * 60_000
const BATCH_EVENTS = 5_000

/**
 * Stores and folds, as an import does, what is missing at the end of `range`. Answers from when on (epoch ms) events are
 * still missing. When the signal aborts it ends at once: the worker folds what has come in.
 */
export async function fillGap(
  session: Session,
  demo: Demo,
  world: DemoWorld,
  range: TimeRange,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<number> {
  const gap = { from: await findFilled(session, demo, range), to: range.to }
  if (gap.to - gap.from < GAP_MS) return gap.from
  const began = session.ctx.now()
  const door = await openBackfill(session, demo.service.project)
  let events = 0
  for (const batch of batchesOf(world.eventsIn(gap))) {
    if (signal.aborted) return gap.from
    events += (await door.add(batch)).accepted
  }
  const { rows } = await door.finish()
  const seconds = (session.ctx.now() - began) / 1000
  log.info({ from: new Date(gap.from), to: new Date(gap.to), events, rows, seconds }, 'history is there')
  return gap.to
}

function* batchesOf<T>(all: Iterable<T>): Generator<T[]> {
  let batch: T[] = []
  for (const one of all) {
    batch.push(one)
    if (batch.length < BATCH_EVENTS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
