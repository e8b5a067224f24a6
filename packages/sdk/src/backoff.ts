const FIRST_MS = 250
const LONGEST_MS = 30_000
const LONGEST_RETRY_AFTER_MS = 300_000

/**
 * How long to wait before the next attempt, in ms: full jitter over an exponential ceiling
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), never sooner than the server asked.
 * `attempt` counts the failures so far, from 1; `random` is in [0, 1).
 */
export function waitBeforeRetry(attempt: number, random: number, retryAfterMs: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 20))
  // Jitter on top of Retry-After too, or every client told "1 s" comes back in the same instant.
  if (retryAfterMs > 0) return Math.round(retryAfterMs + random * Math.min(ceiling, retryAfterMs))
  return Math.round(random * ceiling)
}

/** Reads a Retry-After header (seconds or an HTTP date) as ms from `now`; 0 where there is none or it makes no sense. */
export function readRetryAfter(header: string | null, now: number): number {
  if (header === null) return 0
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_RETRY_AFTER_MS) : 0
}
