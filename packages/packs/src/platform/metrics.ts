import { count, distribution, mean, part, ratio, sum } from '@tidemark/contracts'
import { alertDelivery, databaseSample, ingestClaim, jobRun, processSample, ruleEvaluation } from './events.ts'

export const metrics = {
  events_ingested: sum({
    of: ingestClaim,
    measure: 'events',
    title: 'Events ingested',
    unit: 'events',
    better: 'higher',
  }),
  duplicates: sum({ of: ingestClaim, measure: 'duplicates', title: 'Duplicates dropped', unit: 'events' }),
  ingest_lag: distribution({
    of: ingestClaim,
    measure: 'lag',
    title: 'Ingest lag',
    description: 'From acknowledged to folded, by the oldest batch of each claim',
    better: 'lower',
  }),
  claim_duration: distribution({ of: ingestClaim, measure: 'duration', title: 'Claim duration', better: 'lower' }),
  job_runs: count({ of: jobRun, title: 'Job runs' }),
  job_duration: distribution({ of: jobRun, measure: 'duration', title: 'Job duration', better: 'lower' }),
  job_failure_rate: ratio({
    of: part(jobRun, { where: { outcome: 'failed' } }),
    over: part(jobRun),
    title: 'Job failure rate',
    better: 'lower',
  }),
  memory: mean({ of: processSample, measure: 'memory', title: 'Memory', better: 'lower' }),
  cpu: mean({ of: processSample, measure: 'cpu', title: 'CPU', better: 'lower' }),
  loop_delay: distribution({ of: processSample, measure: 'loop_delay', title: 'Event loop delay', better: 'lower' }),
  database_latency: distribution({
    of: databaseSample,
    measure: 'latency',
    title: 'Database latency',
    better: 'lower',
  }),
  database_size: mean({ of: databaseSample, measure: 'size', title: 'Database size' }),
  connections: mean({ of: databaseSample, measure: 'connections', title: 'Connections' }),
  inbox_age: distribution({ of: databaseSample, measure: 'inbox_age', title: 'Oldest batch waiting', better: 'lower' }),
  evaluations: count({ of: ruleEvaluation, title: 'Rule evaluations' }),
  evaluation_delay: distribution({
    of: ruleEvaluation,
    measure: 'delay',
    title: 'Evaluation delay',
    description: 'From the moment a rule was due to its evaluation',
    better: 'lower',
  }),
  deliveries: count({ of: alertDelivery, title: 'Notifications', coveredBy: [ruleEvaluation] }),
  delivery_delay: distribution({
    of: alertDelivery,
    measure: 'delay',
    where: { outcome: 'sent' },
    title: 'Delivery delay',
    description: 'From the transition of an alert to the answer of the receiver that took the news',
    better: 'lower',
  }),
  delivery_failure_rate: ratio({
    of: part(alertDelivery, { where: { outcome: 'failed' } }),
    over: part(alertDelivery),
    title: 'Delivery failure rate',
    better: 'lower',
  }),
}
