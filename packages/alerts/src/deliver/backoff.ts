const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Waits after the first, second, ... attempt. Ten attempts within some 75 hours: a weekend's outage loses nothing. */
const WAITS_MS = [
  5 * SECOND,
  30 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  24 * HOUR,
  33 * HOUR,
] as const

export const ATTEMPTS_MAX = WAITS_MS.length + 1

/** Waits only grow by it: at their shortest the attempts still cover 74 hours. */
const JITTER = 0.1

/**
 * Milliseconds from the end of the given attempt (1 is the first) to the next one, or null when it was the last.
 * `afterMs` is what the receiver asked for; `random` in [0, 1) spreads those that failed together. Pure.
 */
export function nextWait(attempt: number, afterMs: number | undefined, random: number): number | null {
  const wait = WAITS_MS[attempt - 1]
  if (wait === undefined) return null
  return Math.round(Math.max(wait, afterMs ?? 0) * (1 + JITTER * random))
}
