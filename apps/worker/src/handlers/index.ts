import type { Handlers, JOBS } from '@tidemark/jobs'
import type { Services } from '../services.ts'
import { createAuditRollups } from './audit-rollups.ts'
import { createCascadeRollups } from './cascade-rollups.ts'
import { createCompactOutcomes } from './compact-outcomes.ts'
import { createDeliverAlerts } from './deliver-alerts.ts'
import { createDrainInbox } from './drain-inbox.ts'
import { createMakePartitions } from './make-partitions.ts'
import { createMaterialiseCohorts } from './materialise-cohorts.ts'
import { createRebuildRollups } from './rebuild-rollups.ts'
import { createRestateFunnels } from './restate-funnels.ts'
import { createSamplePlatform } from './sample-platform.ts'
import { createScrapeTargets } from './scrape-targets.ts'
import { createSnapshotSlis } from './snapshot-slis.ts'
import { createTickAlerts } from './tick-alerts.ts'

/** One handler per job of the catalogue; the compiler asks for the missing one. */
export const createHandlers = (services: Services): Handlers<typeof JOBS> => ({
  'ingest.drain': createDrainInbox(services),
  'rollup.cascade': createCascadeRollups(services),
  'rollup.rebuild': createRebuildRollups(services),
  'partition.ahead': createMakePartitions(services),
  'outcome.compact': createCompactOutcomes(services),
  'platform.sample': createSamplePlatform(services),
  'prometheus.scrape': createScrapeTargets(services),
  'sli.snapshot': createSnapshotSlis(services),
  'cohorts.materialise': createMaterialiseCohorts(services),
  'rollup.audit': createAuditRollups(services),
  'funnels.restate': createRestateFunnels(services),
  'alerts.tick': createTickAlerts(services),
  'alerts.deliver': createDeliverAlerts(services),
})
