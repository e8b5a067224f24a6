import type { Clock } from '@tidemark/platform'

export type AttemptLimit = { readonly max: number; readonly windowMs: number }

const KEPT = 50_000

type Window = { startedAt: number; attempts: number }

export type AttemptCounter = {
  /** Counts one attempt. Answers 0 where it may go on, else the seconds until the window ends. */
  take(name: string): number
  /** Forgets the attempts of a name, as after a success. */
  clear(name: string): void
}

/** Counts attempts per name in windows of fixed length, in this process; the oldest names go beyond 50,000. */
export function createAttemptCounter({ max, windowMs }: AttemptLimit, now: Clock): AttemptCounter {
  const windows = new Map<string, Window>()
  return {
    take(name) {
      const at = now()
      const known = windows.get(name)
      const window = known !== undefined && at - known.startedAt < windowMs ? known : { startedAt: at, attempts: 0 }
      windows.set(name, window)
      if (windows.size > KEPT) windows.delete(windows.keys().next().value ?? name)
      if (window.attempts >= max) return Math.ceil((window.startedAt + windowMs - at) / 1000)
      window.attempts += 1
      return 0
    },
    clear(name) {
      windows.delete(name)
    },
  }
}
