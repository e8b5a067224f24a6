import type { Clock } from '@tidemark/platform'

export type RateLimit = {
  /** Requests per second over time. */
  perSecond: number
  /** Requests that may come at once after a pause. */
  burst: number
}

const KEPT = 10_000

type Bucket = { tokens: number; at: number }

/**
 * A token bucket per name, in this process only. Answers 0 where the request may go on, else the seconds until a token
 * is there. The names least recently seen are forgotten beyond 10,000.
 */
export function createKeyRate(limit: RateLimit, now: Clock): (name: string) => number {
  const buckets = new Map<string, Bucket>()
  return (name) => {
    const at = now()
    const known = buckets.get(name)
    const gained = known === undefined ? limit.burst : (Math.max(0, at - known.at) / 1000) * limit.perSecond
    const tokens = Math.min(limit.burst, (known?.tokens ?? 0) + gained)
    buckets.delete(name)
    buckets.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, at })
    if (buckets.size > KEPT) buckets.delete(buckets.keys().next().value ?? name)
    return tokens >= 1 ? 0 : (1 - tokens) / limit.perSecond
  }
}
