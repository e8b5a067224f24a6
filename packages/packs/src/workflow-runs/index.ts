import { definePack } from '@tidemark/contracts'
import { events } from './events.ts'
import { generator } from './generator.ts'
import { metrics } from './metrics.ts'

export const workflowRuns = definePack({
  name: 'workflow-runs',
  title: 'Workflow runs',
  version: '1.0.0',
  events,
  metrics,
  generator,
  dashboards: {
    overview: {
      title: 'Workflow runs',
      rows: [
        [
          { kind: 'tile', title: 'Success rate', metric: 'success_rate', width: 3 },
          { kind: 'tile', title: 'Run duration p95', metric: 'run_duration', stat: 'p95', width: 3 },
          { kind: 'tile', title: 'PDF success rate', metric: 'pdf_success_rate', width: 3 },
          { kind: 'tile', title: 'DOCX success rate', metric: 'docx_success_rate', width: 3 },
        ],
        [
          {
            kind: 'area',
            title: 'Runs finished by workflow',
            metric: 'runs_finished',
            breakdown: 'workflow',
            width: 6,
          },
          { kind: 'line', title: 'Failed runs by workflow', metric: 'run_failures', breakdown: 'workflow', width: 6 },
        ],
        [
          { kind: 'line', title: 'Run duration p50', metric: 'run_duration', stat: 'p50', width: 4 },
          {
            kind: 'line',
            title: 'Run duration p95 by workflow',
            metric: 'run_duration',
            breakdown: 'workflow',
            width: 4,
          },
          { kind: 'line', title: 'Success rate', metric: 'success_rate', width: 4 },
        ],
        [
          { kind: 'line', title: 'Enqueued', metric: 'queue_enqueued', width: 6 },
          { kind: 'line', title: 'Dequeued', metric: 'queue_dequeued', width: 6 },
        ],
      ],
    },
  },
})
