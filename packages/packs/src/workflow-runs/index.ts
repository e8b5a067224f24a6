import { definePack } from '@tidemark/contracts'
import { events } from './events.ts'
import { metrics } from './metrics.ts'

export const workflowRuns = definePack({
  name: 'workflow-runs',
  title: 'Workflow runs',
  version: '1.0.0',
  events,
  metrics,
})
