import { router } from './procedure.ts'
import { alertRuleRouter } from './routers/alert-rule.ts'
import { apiKeyRouter } from './routers/api-key.ts'
import { catalogRouter } from './routers/catalog.ts'
import { channelRouter } from './routers/channel.ts'
import { cohortRouter } from './routers/cohort.ts'
import { experimentRouter } from './routers/experiment.ts'
import { funnelRouter } from './routers/funnel.ts'
import { healthRouter } from './routers/health.ts'
import { incidentRouter } from './routers/incident.ts'
import { liveRouter } from './routers/live.ts'
import { metricRouter } from './routers/metric.ts'
import { projectRouter } from './routers/project.ts'
import { rejectedRouter } from './routers/rejected.ts'
import { sessionRouter } from './routers/session.ts'
import { sloRouter } from './routers/slo.ts'
import { workflowAnalyticsRouter } from './routers/workflow-analytics.ts'

/** Everything that can be called under `/trpc`. */
export const appRouter = router({
  session: sessionRouter,
  project: projectRouter,
  metric: metricRouter,
  catalog: catalogRouter,
  apiKey: apiKeyRouter,
  rejected: rejectedRouter,
  live: liveRouter,
  alertRule: alertRuleRouter,
  channel: channelRouter,
  incident: incidentRouter,
  workflowAnalytics: workflowAnalyticsRouter,
  slo: sloRouter,
  funnel: funnelRouter,
  cohort: cohortRouter,
  experiment: experimentRouter,
  health: healthRouter,
})

export type AppRouter = typeof appRouter
