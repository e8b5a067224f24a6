import { setInterval } from 'node:timers/promises'
import type { Clock } from '@tidemark/platform'
import { eventsIn } from './demo-world.ts'
import { type Door, postEvents } from './post-events.ts'

const EVERY_MS = 1_000

/** Sends what happens from `from` (epoch ms) on, each second what came up since, until `signal` aborts. */
export async function feedLive(
  door: Door,
  world: { readonly birth: number; readonly from: number; readonly now: Clock },
  signal: AbortSignal,
): Promise<void> {
  let { from } = world
  for await (const _ of setInterval(EVERY_MS)) {
    if (signal.aborted) return
    const to = world.now()
    // A clock that steps back sends nothing until it has caught up.
    if (to <= from) continue
    await postEvents(door, [...eventsIn(world.birth, { from, to })], signal)
    from = to
  }
}
