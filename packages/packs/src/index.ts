import { commerce } from './commerce/index.ts'
import { gameplay } from './gameplay/index.ts'
import { mlPipelines } from './ml-pipelines/index.ts'
import { narrativeGame } from './narrative-game/index.ts'
import { platform } from './platform/index.ts'
import { serviceHealth } from './service-health/index.ts'
import { wagering } from './wagering/index.ts'
import { workflowRuns } from './workflow-runs/index.ts'

export { order } from './commerce/events.ts'
export { alertDelivery, databaseSample, ingestClaim, jobRun, processSample, ruleEvaluation } from './platform/events.ts'
export { apiRequest, healthCheck, prometheusSample } from './service-health/events.ts'

/** Every vertical of this installation. Adding one is one line here. */
export const packs = [
  platform,
  serviceHealth,
  commerce,
  workflowRuns,
  mlPipelines,
  wagering,
  narrativeGame,
  gameplay,
] as const
