import { setInterval } from 'node:timers/promises'
import type { WireEvent } from '@tidemark/contracts'
import type { Clock } from '@tidemark/platform'
import type { DemoWorld } from './demo-world.ts'
import { type Door, postEvents } from './post-events.ts'

const EVERY_MS = 1_000
/** What happens is made up so long ahead: sessions of hours are not made up anew each second. */
const AHEAD_MS = 60_000

/** Sends what happens from `from` (epoch ms) on, each second what came up since, until `signal` aborts. */
export async function feedLive(
  door: Door,
  world: DemoWorld,
  { from, now }: { readonly from: number; readonly now: Clock },
  signal: AbortSignal,
): Promise<void> {
  let ready: WireEvent[] = []
  let made = from
  for await (const _ of setInterval(EVERY_MS)) {
    if (signal.aborted) return
    const to = now()
    if (made <= to) {
      ready.push(...world.eventsIn({ from: made, to: to + AHEAD_MS }))
      made = to + AHEAD_MS
    }
    const due = new Date(to).toISOString()
    const later = ready.findIndex(({ ts }) => ts >= due)
    // A clock that steps back sends nothing until it has caught up.
    const count = later === -1 ? ready.length : later
    await postEvents(door, ready.slice(0, count), signal)
    ready = ready.slice(count)
  }
}
