import { defineSlo, fasterThan, part } from '@tidemark/contracts'
import { alertDelivery, databaseSample, ingestClaim, ruleEvaluation } from './events.ts'

const SENT = { outcome: 'sent' } as const

/** What Tidemark promises about itself. Times are from its own records, measured by the clock that made them. */
export const slos = {
  ingest_lag: defineSlo({
    title: 'Ingest lag',
    description: 'Claims whose oldest batch was folded within 5 s of its acknowledgement',
    sli: fasterThan(5_000, part(ingestClaim, { measure: 'lag' })),
    objective: 0.95,
    window: '7d',
  }),
  freshness: defineSlo({
    title: 'Freshness',
    description: 'Looks that found nothing older than 5 s waiting to be folded: whatever is older can be asked for',
    sli: fasterThan(5_000, part(databaseSample, { measure: 'inbox_age' })),
    objective: 0.99,
    window: '7d',
  }),
  evaluation_delay: defineSlo({
    title: 'Evaluation delay',
    description: 'Passes in which every rule was looked at within 60 s of being due',
    sli: fasterThan(60_000, part(ruleEvaluation, { measure: 'delay' })),
    objective: 0.99,
    window: '7d',
  }),
  critical_delivery: defineSlo({
    title: 'Critical delivery',
    description: 'Critical and emergency news that a receiver took within 30 s of the transition',
    sli: fasterThan(
      30_000,
      part(alertDelivery, { measure: 'delay', where: { severity: ['critical', 'emergency'], ...SENT } }),
    ),
    objective: 0.99,
    window: '30d',
  }),
  warning_delivery: defineSlo({
    title: 'Warning delivery',
    description: 'Warnings that a receiver took within 5 minutes of the transition',
    sli: fasterThan(300_000, part(alertDelivery, { measure: 'delay', where: { severity: 'warning', ...SENT } })),
    objective: 0.99,
    window: '30d',
  }),
}
