const WINDOW_MS = 60_000
const MAX_PER_WINDOW = 5
const FIRST_DELAY_MS = 200
const MAX_DELAY_MS = 5000

export type Restart = { readonly crashes: number[]; readonly delayMs: number }

/**
 * What to do after a crash at `nowMs`, given the times of the crashes before it (same clock, milliseconds):
 * wait and start again, twice as long each time, or give up after more than five in a minute. Pure.
 */
export function nextRestart(earlier: readonly number[], nowMs: number): Restart | 'give up' {
  const crashes = [...earlier.filter((at) => nowMs - at < WINDOW_MS), nowMs]
  if (crashes.length > MAX_PER_WINDOW) return 'give up'
  return { crashes, delayMs: Math.min(FIRST_DELAY_MS * 2 ** (crashes.length - 1), MAX_DELAY_MS) }
}
