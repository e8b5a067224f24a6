import { definePack } from '@tidemark/contracts'
import { cohorts, experiments, funnels, slos, stalls } from './answers.ts'
import { dashboards } from './dashboards.ts'
import { events } from './events.ts'
import { generator } from './generator.ts'
import { metrics } from './metrics.ts'
import { kpis, levers, rules } from './steering.ts'

export const narrativeGame = definePack({
  name: 'narrative-game',
  title: 'Narrative game',
  version: '1.0.0',
  events,
  metrics,
  funnels,
  cohorts,
  stalls,
  slos,
  experiments,
  levers,
  kpis,
  rules,
  dashboards,
  generator,
})
