import type { TimeRange } from '../calendar/calendar.ts'

/** What one check is about: the events of one type on one local day, [from, to) in epoch ms. */
export interface AuditSlice extends TimeRange {
  readonly projectId: number
  readonly eventType: string
}
