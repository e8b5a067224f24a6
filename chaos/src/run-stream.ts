import type { EventProps, WireEvent } from '@tidemark/contracts'
import type { runFailed, runSucceeded } from '@tidemark/packs/workflow-runs/events'
import { uuidv7 } from '@tidemark/platform'

const EVERY_MS = 1_000
const TIMEOUT_MS = 5_000
const ATTEMPTS = 5
const WORKFLOWS = 16
/** A bad minute, then good ones until the window of five minutes has forgotten it. */
const CYCLE_MS = 7 * 60_000
const BAD_MS = 60_000

/** Whether runs of the `n`-th workflow fail, `elapsedMs` after the start. They take turns. Pure. */
export function isBad(n: number, elapsedMs: number): boolean {
  const shifted = elapsedMs + (n * CYCLE_MS) / WORKFLOWS
  return shifted % CYCLE_MS < BAD_MS
}

/** One run per workflow that ends at `now` (epoch ms). */
export function makeRuns(now: number, elapsedMs: number): WireEvent[] {
  const ts = new Date(now).toISOString()
  return Array.from({ length: WORKFLOWS }, (_, n) => {
    const workflow = `workflow-${n}`
    const good: EventProps<typeof runSucceeded> = { workflow, duration: 100 + 10 * n }
    const bad: EventProps<typeof runFailed> = { workflow, duration: 100 + 10 * n, error_type: 'chaos' }
    const [type, props] = isBad(n, elapsedMs) ? (['run_failed', bad] as const) : (['run_succeeded', good] as const)
    return { id: uuidv7(now), type, ts, props }
  })
}

/** Sends runs each second until it is stopped. */
export function startRunStream(door: { url: string; writeKey: string }): { stop(): Promise<void> } {
  const began = Date.now()
  const open = new Set<Promise<void>>()
  const timer = setInterval(() => {
    const now = Date.now()
    const done = post(door, makeRuns(now, now - began))
    open.add(done)
    void done.finally(() => open.delete(done))
  }, EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(open)
    },
  }
}

async function post({ url, writeKey }: { url: string; writeKey: string }, events: readonly WireEvent[]): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sentAt: new Date().toISOString(), events }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => undefined)
    if (response?.status === 202) return
  }
}
