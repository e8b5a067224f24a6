import { type Clock, systemClock } from '@tidemark/platform'

export type BreakerOptions = {
  /** Failures in a row after which calls are refused. Default 3. */
  threshold?: number
  /** Milliseconds of refusing before one call may try again. Default 1,000. */
  openMs?: number
  clock?: Clock
}

export type Breaker = {
  /** True when a call may be made now. While open it lets one call through per `openMs`. */
  allow(): boolean
  succeeded(): void
  failed(): void
}

/** Spares a slow dependency, and our own waiting time, after several failures in a row. */
export function createBreaker({ threshold = 3, openMs = 1_000, clock = systemClock }: BreakerOptions = {}): Breaker {
  let failures = 0
  let openUntil = 0
  return {
    allow() {
      if (failures < threshold) return true
      if (clock() < openUntil) return false
      openUntil = clock() + openMs
      return true
    },
    succeeded() {
      failures = 0
    },
    failed() {
      failures += 1
      if (failures >= threshold) openUntil = clock() + openMs
    },
  }
}
