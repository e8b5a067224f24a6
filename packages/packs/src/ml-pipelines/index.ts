import { definePack, defineSlo, fasterThan, goodOver, part } from '@tidemark/contracts'
import { dashboards } from './dashboards.ts'
import { mlJob } from './events.ts'
import { generator } from './generator.ts'
import { metrics } from './metrics.ts'

const MINUTE_MS = 60_000
const bounds = { healthy: { op: '>', value: 0.95 }, unhealthy: { op: '<', value: 0.8 } } as const

export const mlPipelines = definePack({
  name: 'ml-pipelines',
  title: 'ML pipelines',
  version: '1.0.0',
  events: [mlJob],
  metrics,
  generator,
  dashboards,
  slos: {
    generation_3d: defineSlo({
      title: '3D models that succeed',
      sli: goodOver(
        part(mlJob, { where: { pipeline: '3d_generation', status: 'succeeded' } }),
        part(mlJob, { where: { pipeline: '3d_generation' } }),
      ),
      objective: 0.95,
      window: '7d',
      breakdowns: ['provider'],
    }),
    descriptions_fast: defineSlo({
      title: 'Descriptions within 10 s',
      sli: fasterThan(10_000, part(mlJob, { measure: 'duration', where: { pipeline: 'image_description' } })),
      objective: 0.95,
      window: '7d',
      breakdowns: ['provider'],
    }),
  },
  subsystems: {
    generation_3d: {
      title: '3D generation',
      metric: 'generation_3d_success_rate',
      windowMs: 60 * MINUTE_MS,
      ...bounds,
    },
    descriptions: {
      title: 'Image descriptions',
      metric: 'description_success_rate',
      windowMs: 60 * MINUTE_MS,
      ...bounds,
    },
    assets: { title: 'Asset processing', metric: 'asset_success_rate', windowMs: 60 * MINUTE_MS, ...bounds },
  },
  levers: {
    switch_provider: { title: 'Switch provider', action: 'Send new 3D jobs to another provider' },
    cap_spend: { title: 'Cap spend', action: 'Lower the daily job quota by 20%' },
  },
  kpis: {
    success_rate: {
      metric: 'success_rate',
      thresholds: [
        { op: '<', value: 0.95, severity: 'warning', levers: ['switch_provider'] },
        { op: '<', value: 0.8, severity: 'critical', levers: ['switch_provider'] },
      ],
    },
    cost: { metric: 'cost', thresholds: [{ op: '>', value: 100_000, severity: 'warning', levers: ['cap_spend'] }] },
  },
  rules: {
    generation_3d_failing: {
      title: 'One in five 3D jobs fails',
      metric: 'generation_3d_success_rate',
      condition: { op: '<', value: 0.8 },
      windowMs: 30 * MINUTE_MS,
      forMs: 10 * MINUTE_MS,
      severity: 'warning',
      channels: ['log', 'slack'],
      levers: ['switch_provider'],
    },
  },
})
