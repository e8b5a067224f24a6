import { defineEvent, flag, measure, oneOf, text } from '@tidemark/contracts'
import { FRAUD_BANDS } from './fraud-band.ts'

const currency = text({ title: 'Currency', budget: 200, maxLength: 3 })
const status = oneOf(['completed', 'failed'], { title: 'Status' })
const amount = measure({ title: 'Amount', unit: 'currency', integer: true, min: 0, currency: 'currency' })
const reason = text({ title: 'Reason', budget: 200, optional: true })
const duration = measure({ title: 'Duration', unit: 'ms', min: 0 })
const gauge = (title: string) => measure({ title, unit: 'count', min: 0, integer: true })
const SUBSYSTEMS = ['transactions', 'payments', 'fraud_detection', 'api', 'database', 'cache'] as const

/** Money that moved, or did not, on a player's account. */
export const transaction = defineEvent({
  type: 'transaction',
  title: 'Transaction',
  dimensions: {
    kind: oneOf(['deposit', 'bet', 'payout', 'withdrawal'], { title: 'Kind' }),
    status,
    currency,
    reason,
  },
  measures: { amount },
})

/** A payment through a provider, in either direction. */
export const payment = defineEvent({
  type: 'payment',
  title: 'Payment',
  dimensions: { method: text({ title: 'Method', budget: 100 }), status, currency, reason },
  measures: { amount },
})

/** One round of a game that a player finished. */
export const gameRound = defineEvent({
  type: 'game_round',
  title: 'Game round',
  dimensions: { game: text({ title: 'Game', budget: 500 }), outcome: oneOf(['win', 'loss'], { title: 'Outcome' }) },
  measures: { duration },
})

export const userRegistered = defineEvent({
  type: 'user_registered',
  title: 'User registered',
  dimensions: { country: text({ title: 'Country', budget: 300 }) },
  measures: {},
})

/** A player's session, told when it ends. */
export const playerSession = defineEvent({
  type: 'player_session',
  title: 'Player session',
  dimensions: { device: oneOf(['web', 'ios', 'android'], { title: 'Device' }) },
  measures: { duration },
})

/** Something about a player looked like fraud. `band` is `fraudBandOf(score)`. */
export const fraudFlag = defineEvent({
  type: 'fraud_flag',
  title: 'Fraud flag',
  dimensions: {
    anomaly: text({ title: 'Anomaly', budget: 100 }),
    band: oneOf(FRAUD_BANDS, { title: 'Band' }),
  },
  measures: { score: measure({ title: 'Score', unit: 'count', min: 0, max: 100 }) },
})

/** A player's risk was judged anew. */
export const riskScore = defineEvent({
  type: 'risk_score',
  title: 'Risk score',
  dimensions: { band: oneOf(FRAUD_BANDS, { title: 'Band' }) },
  measures: { score: measure({ title: 'Score', unit: 'count', min: 0, max: 100 }) },
})

export const complianceEvent = defineEvent({
  type: 'compliance_event',
  title: 'Compliance event',
  dimensions: {
    kind: oneOf(['violation', 'exclusion', 'review'], { title: 'Kind' }),
    term: oneOf(['temporary', 'permanent'], { title: 'Term' }),
    rule: text({ title: 'Rule', budget: 200 }),
  },
  measures: {},
})

/** A call to a part of the platform; `hit` is told of the cache only. */
export const platformCall = defineEvent({
  type: 'platform_call',
  title: 'Platform call',
  dimensions: {
    part: oneOf(['api', 'database', 'cache'], { title: 'Part' }),
    outcome: oneOf(['ok', 'failed'], { title: 'Outcome' }),
    error: text({ title: 'Error', budget: 200, optional: true }),
    hit: flag({ title: 'Hit', optional: true }),
  },
  measures: { duration },
})

/** A look at whether a subsystem works; `unknown` is neither up nor down. */
export const subsystemCheck = defineEvent({
  type: 'subsystem_check',
  title: 'Subsystem check',
  dimensions: {
    subsystem: oneOf(SUBSYSTEMS, { title: 'Subsystem' }),
    state: oneOf(['up', 'down', 'unknown'], { title: 'State' }),
  },
  measures: {},
})

/** How much there is of everything, counted every few minutes. */
export const census = defineEvent({
  type: 'census',
  title: 'Census',
  dimensions: {},
  measures: {
    users: gauge('Users'),
    games: gauge('Games'),
    transactions: gauge('Transactions'),
    audit_logs: gauge('Audit logs'),
    excluded_users: gauge('Excluded users'),
    unresolved_flags: gauge('Unresolved fraud flags'),
  },
})

export const events = [
  transaction,
  payment,
  gameRound,
  userRegistered,
  playerSession,
  fraudFlag,
  riskScore,
  complianceEvent,
  platformCall,
  subsystemCheck,
  census,
] as const
