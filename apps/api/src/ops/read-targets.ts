import type { LiveHealth } from '@tidemark/contracts'
import { createTargetClient, LIVE_DEADLINE_MS, readLive } from '@tidemark/metrics/scrape/index'
import { type Env, systemClock } from '@tidemark/platform'

type Settings = Pick<Env, 'PROMETHEUS_TARGETS' | 'OUTBOUND_ALLOW'>

const KEPT_MS = 1_000

/** Asks every Prometheus target, at most once a second however many pages are open. */
export function createTargetReader(env: Settings): () => Promise<LiveHealth> {
  const http = createTargetClient(env, LIVE_DEADLINE_MS)
  let last: { at: number; answer: Promise<LiveHealth> } | undefined
  return () => {
    const now = performance.now()
    if (last === undefined || now - last.at >= KEPT_MS)
      last = { at: now, answer: readLive(env.PROMETHEUS_TARGETS, { http, clock: systemClock }) }
    return last.answer
  }
}
