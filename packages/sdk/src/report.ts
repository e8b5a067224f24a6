import type { Rejection } from '@tidemark/contracts'

/** Why an event never reached the server. `shutdown`: it was still waiting when the deadline of shutdown() passed. */
export const DROP_REASONS = ['unserialisable', 'too_large', 'buffer_full', 'opted_out', 'refused', 'shutdown'] as const
export type DropReason = (typeof DROP_REASONS)[number]

/** What the client tells its host. `rejected` events were judged by the server and will not be sent again. */
export type Report =
  | { readonly kind: 'accepted'; readonly events: number }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly events: number; readonly detail: string }
  | { readonly kind: 'retry'; readonly attempt: number; readonly waitMs: number; readonly detail: string }

/** Each tracked event is in exactly one place: tracked = accepted + optedOut + rejected + all drops + waiting. */
export type Stats = {
  readonly tracked: number
  readonly accepted: number
  /** dropped by the server, because the event lacked a consent that its type or project needs */
  readonly optedOut: number
  readonly rejected: number
  readonly dropped: Readonly<Record<DropReason, number>>
  /** buffered or on their way */
  readonly waiting: number
}

export type Ledger = {
  drop(reason: DropReason, events: number, detail: string): void
  answered(answer: { accepted: number; optedOut: number; rejections: readonly Rejection[] }): void
  retry(attempt: number, waitMs: number, detail: string): void
  tracked(): void
  stats(waiting: number): Stats
}

/** Counts every outcome and passes it on. A listener that throws is the listener's problem, never the host's. */
export function createLedger(onReport: ((report: Report) => void) | undefined): Ledger {
  const dropped = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>
  const counts = { tracked: 0, accepted: 0, optedOut: 0, rejected: 0 }

  const tell = (report: Report): void => {
    try {
      onReport?.(report)
    } catch {
      // Measuring must not break what is measured.
    }
  }

  return {
    tracked() {
      counts.tracked++
    },
    drop(reason, events, detail) {
      if (events === 0) return
      dropped[reason] += events
      tell({ kind: 'dropped', reason, events, detail })
    },
    answered({ accepted, optedOut, rejections }) {
      counts.accepted += accepted
      counts.optedOut += optedOut
      counts.rejected += rejections.length
      if (accepted > 0) tell({ kind: 'accepted', events: accepted })
      if (rejections.length > 0) tell({ kind: 'rejected', rejections })
    },
    retry(attempt, waitMs, detail) {
      tell({ kind: 'retry', attempt, waitMs, detail })
    },
    stats: (waiting) => ({ ...counts, dropped: { ...dropped }, waiting }),
  }
}
