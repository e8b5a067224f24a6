import type { AlertWindow } from '@tidemark/contracts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const LENGTH_MS: Record<AlertWindow, number> = {
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '1h': HOUR_MS,
  '1d': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
}

/** The rolling window that ends at `now`; it begins with a whole minute, the finest that is stored. Pure. */
export function windowEndingAt(window: AlertWindow, now: number): { from: number; to: number } {
  return { from: Math.floor((now - LENGTH_MS[window]) / MINUTE_MS) * MINUTE_MS, to: now }
}
