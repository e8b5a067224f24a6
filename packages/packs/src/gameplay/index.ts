import { definePack } from '@tidemark/contracts'
import { cohorts, funnels, slos } from './answers.ts'
import { dashboards } from './dashboards.ts'
import { events } from './events.ts'
import { generator } from './generator.ts'
import { metrics } from './metrics.ts'
import { kpis, levers, rules } from './steering.ts'

export const gameplay = definePack({
  name: 'gameplay',
  title: 'Gameplay',
  version: '1.0.0',
  events,
  metrics,
  funnels,
  cohorts,
  slos,
  levers,
  kpis,
  rules,
  dashboards,
  generator,
})
