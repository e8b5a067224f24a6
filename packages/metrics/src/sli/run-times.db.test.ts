import { MetricQuery } from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryMetric } from '../query/query-metric.ts'
import { Cascade } from '../rollup/cascade.ts'

const MIDNIGHT = Date.parse('2026-03-10T00:00:00Z')
const HOUR = 3_600_000
const NOW = MIDNIGHT + 12 * HOUR
let world: World
beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
})
afterAll(() => world.close())

async function tell(slug: string, runs: readonly [at: number, type: string, props?: object][]) {
  const project = await world.addProject(slug)
  const events = runs.map(([at, type, props]) => ({
    id: uuidv7(at),
    type,
    ts: new Date(at).toISOString(),
    props: { workflow: 'invoice', ...props },
  }))
  const { rejected } = await world.door.accept(project, { events })
  expect(rejected).toEqual([])
  await drainInbox(world.context, { budgetMs: 5_000, concurrency: 1 })
  await new Cascade(world.pools, () => NOW).run({ budgetMs: 5_000, force: true })
  const range = { from: MIDNIGHT - 24 * HOUR, to: NOW }
  return async (metric: string) => {
    const query = MetricQuery.parse({ metric: `workflow-runs.${metric}`, range, bucket: '1d' })
    const context = { pool: world.pools.query, catalog: world.catalog, clock: () => NOW }
    const { groups } = await queryMetric(context, project, query)
    return { days: groups[0]!.values, total: groups[0]!.total }
  }
}

test('a run over midnight starts on the day it starts and succeeds on the day it ends [T-43]', async () => {
  const ask = await tell('midnight', [
    [MIDNIGHT - 2 * HOUR, 'run_started'],
    [MIDNIGHT - HOUR, 'run_succeeded', { duration: HOUR }],
    [MIDNIGHT - 10_000, 'run_started'],
    [MIDNIGHT + 10_000, 'run_succeeded', { duration: 20_000 }],
  ])
  expect((await ask('runs_started')).days).toEqual([2, 0])
  expect((await ask('runs_succeeded')).days).toEqual([1, 1])
  expect((await ask('success_rate')).days).toEqual([1, 1])
})

test('runs that hang forever are seen: unfinished, and no success of those that started [T-42]', async () => {
  const ask = await tell('hanging', [
    ...Array.from({ length: 10 }, (_, i): [number, string] => [MIDNIGHT + i, 'run_started']),
    ...Array.from({ length: 8 }, (_, i): [number, string, object] => [
      MIDNIGHT + HOUR + i,
      'run_succeeded',
      { duration: 5 },
    ]),
  ])
  expect((await ask('success_rate')).total).toBe(1)
  expect((await ask('runs_unfinished')).total).toBe(2)
  expect((await ask('success_of_started')).total).toBe(0.8)
})
