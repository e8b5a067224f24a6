import type { ClaimReport } from '../ingest/claim-inbox.ts'

/** What the claims since the last look did, added up. */
interface ClaimTotals {
  events: number
  duplicates: number
  /** longest wait of a batch, ms */
  lag: number
  /** longest claim, ms */
  duration: number
}

export interface ClaimCounter {
  /** Adds claims; true when one of them held events of a project other than `selfProject`. */
  add(claims: readonly ClaimReport[], selfProject: number | undefined): boolean
  /** The totals since the last call, null when nothing was claimed. */
  take(): ClaimTotals | null
}

export function createClaimCounter(): ClaimCounter {
  let totals: ClaimTotals | null = null
  return {
    add(claims, selfProject) {
      let foreign = false
      for (const { projects, lagMs, durationMs } of claims) {
        if (projects.length === 0) continue
        totals ??= { events: 0, duplicates: 0, lag: 0, duration: 0 }
        totals.lag = Math.max(totals.lag, lagMs)
        totals.duration = Math.max(totals.duration, durationMs)
        for (const { projectId, events, duplicates } of projects) {
          totals.events += events
          totals.duplicates += duplicates
          foreign ||= projectId !== selfProject
        }
      }
      return foreign
    },
    take() {
      const taken = totals
      totals = null
      return taken
    },
  }
}
