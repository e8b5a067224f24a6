const MINUTE_MS = 60_000
/** Beyond this the data is judged as it stands: waiting longer would hide more than it spares. */
const LAG_MAX_MS = 10 * MINUTE_MS

/**
 * Up to when data is complete: the last full minute before now and before the oldest event that still waits to be
 * folded. Epoch ms. Pure.
 */
export function closedUntil(now: number, oldestWaiting: number | null): number {
  const known = Math.max(Math.min(now, oldestWaiting ?? now), now - LAG_MAX_MS)
  return Math.floor(known / MINUTE_MS) * MINUTE_MS
}
