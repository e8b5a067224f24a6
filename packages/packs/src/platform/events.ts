import { defineEvent, measure, oneOf, text } from '@tidemark/contracts'

const PROCESS = ['api', 'worker'] as const

/** One run of a background job. */
export const jobRun = defineEvent({
  type: 'job_run',
  title: 'Job run',
  dimensions: {
    job: text({ title: 'Job', budget: 200 }),
    outcome: oneOf(['ok', 'failed'], { title: 'Outcome' }),
  },
  measures: { duration: measure({ title: 'Duration', unit: 'ms', min: 0 }) },
})

/** One claim of waiting batches that was folded and committed. */
export const ingestClaim = defineEvent({
  type: 'ingest_claim',
  title: 'Ingest claim',
  dimensions: {},
  measures: {
    events: measure({ title: 'Events', unit: 'events', min: 0, integer: true }),
    duplicates: measure({ title: 'Duplicates', unit: 'events', min: 0, integer: true }),
    lag: measure({ title: 'Lag', unit: 'ms', min: 0 }),
    duration: measure({ title: 'Duration', unit: 'ms', min: 0 }),
  },
})

/** A look at one process every few seconds. */
export const processSample = defineEvent({
  type: 'process_sample',
  title: 'Process sample',
  dimensions: { process: oneOf(PROCESS, { title: 'Process' }) },
  measures: {
    memory: measure({ title: 'Memory', unit: 'bytes', min: 0, integer: true }),
    cpu: measure({ title: 'CPU', unit: 'percent', min: 0 }),
    loop_delay: measure({ title: 'Event loop delay', unit: 'ms', min: 0 }),
  },
})

/** A look at the database every few seconds. */
export const databaseSample = defineEvent({
  type: 'database_sample',
  title: 'Database sample',
  dimensions: {},
  measures: {
    latency: measure({ title: 'Latency', unit: 'ms', min: 0 }),
    size: measure({ title: 'Size', unit: 'bytes', min: 0, integer: true }),
    connections: measure({ title: 'Connections', unit: 'count', min: 0, integer: true }),
    inbox_batches: measure({ title: 'Batches waiting', unit: 'count', min: 0, integer: true }),
    inbox_age: measure({ title: 'Oldest batch waiting', unit: 'ms', min: 0 }),
  },
})

/** What one pass over the alert rules that were due found; the delay is that of the rule that waited longest. */
export const ruleEvaluation = defineEvent({
  type: 'rule_evaluation',
  title: 'Rule evaluation',
  dimensions: {},
  measures: {
    delay: measure({ title: 'Delay', unit: 'ms', min: 0 }),
    rules: measure({ title: 'Rules', unit: 'count', min: 0, integer: true }),
    failed: measure({ title: 'Rules that failed', unit: 'count', min: 0, integer: true }),
  },
})

/** One notification that a receiver took, or that was given up. */
export const alertDelivery = defineEvent({
  type: 'alert_delivery',
  title: 'Alert delivery',
  dimensions: {
    channel: text({ title: 'Channel', budget: 50 }),
    severity: oneOf(['info', 'warning', 'critical', 'emergency'], { title: 'Severity' }),
    outcome: oneOf(['sent', 'failed'], { title: 'Outcome' }),
  },
  measures: { delay: measure({ title: 'Delay', unit: 'ms', min: 0 }) },
})

export const events = [jobRun, ingestClaim, processSample, databaseSample, ruleEvaluation, alertDelivery] as const
