/** What the watchdog sees of one lane. Times are epoch ms. */
export type LaneSight = {
  /** Jobs of this lane that this process is working on now. */
  active: number
  lastPickup: number
  /** Jobs that wait in the queue; null when the queue cannot be asked. */
  waiting: number | null
  /** Since when jobs wait while this process takes none; undefined when that is not so. */
  stuckSince: number | undefined
  /** Consumers rebuilt since the last pickup. */
  rebuilds: number
}

export type LaneLimits = {
  /** Idle this long, a lane has to prove that it is alive. */
  silentMs: number
  /** Waiting work that nobody takes for this long means a wedged consumer. */
  stuckMs: number
  /** Rebuilds without effect after which the process has to be restarted. */
  maxRebuilds: number
}

export type Verdict = 'fine' | 'unknown' | 'prove' | 'stuck' | 'rebuild' | 'exit'

/**
 * Judges one lane. Pure. `prove`: nothing waits, so put a canary there. `stuck`: work waits, keep an eye on it. `unknown`:
 * an outage of the queue is no fault of the consumer. A long job keeps its lane fine.
 */
export function judgeLane(sight: LaneSight, limits: LaneLimits, now: number): Verdict {
  if (sight.active > 0 || now - sight.lastPickup < limits.silentMs) return 'fine'
  if (sight.waiting === null) return 'unknown'
  if (sight.waiting === 0) return 'prove'
  if (sight.stuckSince === undefined || now - sight.stuckSince < limits.stuckMs) return 'stuck'
  return sight.rebuilds < limits.maxRebuilds ? 'rebuild' : 'exit'
}
