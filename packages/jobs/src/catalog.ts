import { defineJob } from './define-job.ts'

/** Claims what waits in the inbox. Woken by the door after every commit. */
export const drainInbox = defineJob({ name: 'ingest.drain', lane: 'ingest', every: '1s' })

/** Merges dirty buckets into the coarser grains. Woken by claims. */
export const cascadeRollups = defineJob({ name: 'rollup.cascade', lane: 'rollup', every: '2s' })

/** Recomputes the ranges that wait in `rebuild_range`. */
export const rebuildRollups = defineJob({ name: 'rollup.rebuild', lane: 'rebuild', every: '10s' })

/** Makes the partitions that the next days need. */
export const makePartitions = defineJob({ name: 'partition.ahead', lane: 'maintenance', every: '1h', atBoot: true })

/** Folds the append-only outcome counts of past hours into one row each. */
export const compactOutcomes = defineJob({ name: 'outcome.compact', lane: 'maintenance', every: '1h' })

/** Looks at the process and the database, for Tidemark's own dashboard. */
export const samplePlatform = defineJob({ name: 'platform.sample', lane: 'maintenance', every: '5s' })

/** Asks the Prometheus targets of PROMETHEUS_TARGETS. */
export const scrapeTargets = defineJob({ name: 'prometheus.scrape', lane: 'maintenance', every: '15s' })

/** Saves the service levels of every project, as history. */
export const snapshotSlis = defineJob({ name: 'sli.snapshot', lane: 'maintenance', every: '1h', atBoot: true })

/** Folds again what people look at, and compares it with what is stored. */
export const auditRollups = defineJob({ name: 'rollup.audit', lane: 'maintenance', every: '20s' })

/** Counts again the days of funnels that units may still move on in, or that late events changed. */
export const restateFunnels = defineJob({ name: 'funnels.restate', lane: 'maintenance', every: '10m', atBoot: true })

/** Stores the cohort tables of days that are over, and their digests. */
export const materialiseCohorts = defineJob({
  name: 'cohorts.materialise',
  lane: 'maintenance',
  every: '1h',
  atBoot: true,
})

/** Evaluates the alert rules that are due. */
export const tickAlerts = defineJob({ name: 'alerts.tick', lane: 'alert', every: '5s' })

/** Delivers what waits in the outbox. Woken by every transition that tells somebody. */
export const deliverAlerts = defineJob({ name: 'alerts.deliver', lane: 'delivery', every: '5s' })

/** Every job there is. The worker must have a handler for each of them. */
export const JOBS = [
  drainInbox,
  cascadeRollups,
  rebuildRollups,
  makePartitions,
  compactOutcomes,
  samplePlatform,
  scrapeTargets,
  snapshotSlis,
  materialiseCohorts,
  auditRollups,
  restateFunnels,
  tickAlerts,
  deliverAlerts,
] as const
