const FIRST_MS = 25
const CAP_MS = 500

/** Milliseconds before reconnect number `attempt` (from 1): doubles from 25 up to a cap of 500, and never gives up. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10))
}
