import {
  type AnyQuery,
  CohortQuery,
  type DashboardSpec,
  ExperimentQuery,
  FunnelQuery,
  type FunnelResult,
  isMetricWidget,
  MetricQuery,
} from '@tidemark/contracts'
import { queryCohort, queryMetric, querySummary, readExperiment } from '@tidemark/metrics'
import { queryFunnel } from '@tidemark/metrics/funnel/query-funnel'
import { Answers } from '@tidemark/metrics/query/answers'
import { narrativeGame } from '@tidemark/packs/narrative-game/index'
import { systemClock } from '@tidemark/platform'
import { CHARTED, NOW, type QueryLab, RAW_DAYS } from './open-query-lab.ts'

const DAY_MS = 86_400_000
const WIDGETS = 12
const lastDays = (days: number) => ({ from: NOW - days * DAY_MS, to: NOW })

/** Something that is asked again and again. */
export interface Question {
  readonly name: string
  readonly title: string
  /** ms that its p95 should stay below; null: none was set */
  readonly goalMs: number | null
  readonly times: number
  /** Throws when the answer is not the whole one. Answers how many raw events were read for it. */
  ask(): Promise<number>
}

function expectAnswer(isWhole: boolean, name: string): void {
  if (!isWhole) throw new Error(`${name} was not answered in full`)
}

/** However long reading raw takes, it is to be measured, not to be given up. */
const DEADLINE_MS = 120_000

const reading = ({ pools, context: { catalog, clock } }: QueryLab) => ({
  pool: pools.query,
  catalog,
  clock,
  scanDeadlineMs: DEADLINE_MS,
})

function chart(lab: QueryLab): Question {
  const [[, region]] = CHARTED as [(typeof CHARTED)[number]]
  const query = MetricQuery.parse({
    metric: 'bench.latency',
    stat: 'p95',
    range: lastDays(30),
    bucket: '1h',
    filters: [{ dimension: 'region', op: 'in', values: [region] }],
    breakdown: ['route'],
    limit: CHARTED.length,
  })
  const ask = async () => {
    const { groups, buckets } = await queryMetric(reading(lab), lab.project, query)
    const isFull = groups.length === CHARTED.length && buckets.length === 30 * 24
    expectAnswer(isFull && groups.every(({ total }) => total !== null), 'the chart')
    return 0
  }
  return { name: 'chart', title: '30 d x 1 h x 20 series, p95 from sketches', goalMs: 25, times: 40, ask }
}

const of = (...types: string[]) => types.map((event) => ({ event, where: [] }))

/** A made-up funnel whose seven steps take in every event type of the game, so that every event must be read. */
const EVERY_EVENT: FunnelQuery['funnel'] = {
  unit: 'session',
  withinMs: DAY_MS,
  exclude: [],
  steps: [
    { title: 'Begin', of: of('adventure_started', 'experiment_exposure') },
    { title: 'Move', of: of('quest_node', 'arc_progress') },
    { title: 'Turn', of: of('turn') },
    { title: 'Talk', of: of('choice', 'dialogue', 'romance_scene') },
    { title: 'Fight', of: of('fight', 'party_change', 'delegated_check') },
    { title: 'Trade', of: of('loot', 'craft', 'vendor_trade') },
    { title: 'End', of: of('quest_ended', 'adventure_completed', 'world_event', 'region_drift', 'weather_change') },
  ],
}

type AskFunnel = (query: FunnelQuery) => Promise<FunnelResult>

const askFunnel = (funnel: FunnelQuery['funnel'], ask: AskFunnel) => async () => {
  const { groups, receipt } = await ask(FunnelQuery.parse({ funnel, range: lastDays(RAW_DAYS) }))
  expectAnswer(groups[0]?.steps.length === 7 && (groups[0].steps[6]?.units ?? 0) > 0, 'the funnel')
  return receipt.events
}

/** Asks as one more api process that has nothing in memory: what others have worked out comes out of the shared cache. */
const askShared =
  (lab: QueryLab, ask: AskFunnel): AskFunnel =>
  (query) => {
    const answers = new Answers({ pool: lab.pools.query, policy: 'bench', shared: lab.cache, clock: systemClock })
    const asker = { project: lab.project, role: 'viewer' } as const
    return answers.get(asker, { kind: 'funnel', question: query }, () => ask(query))
  }

function funnels(lab: QueryLab): Question[] {
  const game = 'narrative-game.game'
  const seven = '7-day funnel of 7 steps'
  const cold: AskFunnel = (query) => queryFunnel(reading(lab), lab.project, query)
  return [
    { name: 'funnel-cold', title: seven, goalMs: 3_000, times: 7, ask: askFunnel(game, cold) },
    {
      name: 'funnel-cold-every-event',
      title: `${seven} that reads all events of the game`,
      goalMs: null,
      times: 5,
      ask: askFunnel(EVERY_EVENT, cold),
    },
    {
      name: 'funnel-cached',
      title: `${seven}, asked of another process before`,
      goalMs: 50,
      times: 40,
      ask: askFunnel(game, askShared(lab, cold)),
    },
  ]
}

function retention(lab: QueryLab): Question {
  const query = CohortQuery.parse({ cohort: 'narrative-game.players', range: lastDays(56), period: 'week', periods: 8 })
  const ask = async () => {
    const { groups, cohorts } = await queryCohort(reading(lab), lab.project, query)
    expectAnswer(cohorts.length >= 8 && (groups[0]?.pooled[1]?.returned ?? 0) > 0, 'retention')
    return 0
  }
  return { name: 'retention', title: '8 weeks by week', goalMs: null, times: 20, ask }
}

function experiment(lab: QueryLab): Question {
  const query = ExperimentQuery.parse({
    experiment: 'narrative-game.experiments',
    name: 'token-diet',
    range: lastDays(RAW_DAYS),
  })
  const ask = async () => {
    const { arms, metrics, receipt } = await readExperiment(reading(lab), lab.project, query)
    expectAnswer(arms.length === 2 && metrics.length > 0, 'the experiment')
    return receipt.events
  }
  return { name: 'experiment', title: 'readout of two arms, cold', goalMs: null, times: 5, ask }
}

/** The first widgets of the game's boards that show a metric, over the last day. */
function widgetsOf(boards: readonly DashboardSpec[]): AnyQuery[] {
  const widgets = boards.flatMap(({ rows }) => rows.flat()).filter(isMetricWidget)
  return widgets.slice(0, WIDGETS).map(({ metric, stat, breakdown }) =>
    MetricQuery.parse({
      metric: `${narrativeGame.name}.${metric}`,
      ...(stat === undefined ? {} : { stat }),
      range: lastDays(1),
      breakdown: breakdown === undefined ? [] : [breakdown],
    }),
  )
}

function summary(lab: QueryLab): Question {
  const queries = widgetsOf(Object.values(narrativeGame.dashboards))
  const ask = async () => {
    const items = await querySummary(reading(lab), lab.project, queries)
    const isTold = (item: (typeof items)[number]) => item.ok && item.result.groups.some(({ total }) => total !== null)
    expectAnswer(items.length === WIDGETS && items.every(isTold), 'the summary')
    return 0
  }
  return { name: 'summary', title: '12 widgets of a day in one call', goalMs: 150, times: 20, ask }
}

/** What a Tidemark is asked, with the functions that its api wires. Nothing is cached unless the name says so. */
export const questionsOf = (lab: QueryLab): Question[] => [
  chart(lab),
  ...funnels(lab),
  retention(lab),
  experiment(lab),
  summary(lab),
]
