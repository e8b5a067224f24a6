import { ExperimentQuery, isMetricWidget, type MetricResult, type MetricSpec, type PackSpec } from '@tidemark/contracts'
import { packs } from '@tidemark/packs'
import { TidemarkError } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PackStory, tellStory } from '../test/pack-story.ts'
import { falseAlarms, longestTrue } from '../test/rule-truth.ts'
import { createWorld, type World } from '../test/world.ts'
import { buildCatalog } from './catalog/build-catalog.ts'
import { queryCohort } from './cohort/query-cohort.ts'
import { readExperiment } from './experiment/read-experiment.ts'
import { queryFunnel } from './funnel/query-funnel.ts'
import { readHealth } from './health/read-health.ts'
import { dimensionValues } from './query/dimension-values.ts'
import { readSlo } from './slo/read-slo.ts'
import { queryStall } from './stall/query-stall.ts'

const NOW = Date.parse('2026-03-12T12:34:56Z')
/** The answer, in the currency that there is most of where there are several. */
async function askOneCurrency(story: PackStory, query: Parameters<PackStory['ask']>[0]): Promise<MetricResult> {
  try {
    return await story.ask(query)
  } catch (error) {
    const { dimension, currencies } = ((error as TidemarkError).details ?? {}) as Record<string, unknown>
    if (!(error instanceof TidemarkError) || !Array.isArray(currencies)) throw error
    const values = [String(currencies[0])]
    return story.ask({ ...query, filters: [{ dimension: String(dimension), op: 'in', values }] })
  }
}

function expectPlausible(id: string, { kind, unit }: MetricSpec, total: number | null): void {
  expect(total, `${id} has no value`).not.toBeNull()
  expect(Number.isFinite(total), `${id} is ${total}`).toBe(true)
  // A difference, such as the growth of a queue, may well be 0.
  if (kind !== 'derived') expect(total, `${id} is 0 all the time`).not.toBe(0)
  if (kind === 'ratio' && unit === 'percent') expect(total, id).toBeLessThanOrEqual(1)
  if (kind !== 'derived' && (unit === 'ms' || unit === 'count' || unit === 'bytes'))
    expect(total, id).toBeGreaterThan(0)
}

/** Answers are shared as JSON: one that is known must equal one that has just been made. */
function expectPlain(...answers: object[]): void {
  expect(JSON.parse(JSON.stringify(answers))).toStrictEqual(answers)
}

describe.each(packs.map((pack): [string, PackSpec] => [pack.name, pack]))('the pack %s', (name, pack) => {
  let world: World
  let story: PackStory
  beforeAll(async () => {
    // Of its own: folding reads past the events of others.
    world = await createWorld({ clock: () => NOW })
    story = await tellStory(world, pack, NOW)
  })
  afterAll(() => world.close())
  const idsOf = (declared: object) => Object.keys(declared).map((key) => `${name}.${key}`)

  test('stands on its own: every reference resolves', () => {
    expect(buildCatalog([pack]).packs).toHaveLength(1)
  })

  test('every event of its generator is accepted as declared', () => {
    expect([...new Set(story.refused)]).toEqual([])
  })

  test('its generator fills every metric with plausible numbers', async () => {
    for (const [key, spec] of Object.entries(pack.metrics)) {
      // What is idle most of the time has a percentile of 0, but not a largest value of 0.
      const stat = spec.kind === 'distribution' ? 'max' : 'value'
      const query = { metric: `${name}.${key}`, stat, range: story.range, bucket: 'total' } as const
      const answer = await askOneCurrency(story, query)
      expectPlausible(query.metric, spec, answer.groups[0]?.total ?? null)
      expectPlain(answer)
    }
  })

  test('every number and chart of its boards has something to show', async () => {
    for (const widget of Object.values(pack.dashboards).flatMap(({ rows }) => rows.flat())) {
      if (!isMetricWidget(widget)) continue
      const breakdown = widget.breakdown === undefined ? [] : [widget.breakdown]
      const query = { metric: `${name}.${widget.metric}`, stat: widget.stat ?? 'value', range: story.range, breakdown }
      const { groups } = await askOneCurrency(story, { ...query, bucket: 'total' })
      const shown = groups.filter(({ total }) => total !== null)
      expect(shown.length, `${widget.title}: ${JSON.stringify(query)}`).toBeGreaterThan(0)
    }
  })

  test.each(idsOf(pack.funnels))(
    'funnel %s: every step is taken, and by no more than the one before',
    async (funnel) => {
      const range = { from: story.range.from, to: story.range.to }
      const query = { funnel, range, bucket: 'total' as const, filters: [], breakdown: [], limit: 8 }
      const answer = await queryFunnel(story.context, { ...story.project }, query)
      expectPlain(answer)
      const units = answer.groups[0]!.steps.map((step) => step.units ?? 0)
      expect(Math.min(...units), JSON.stringify(units)).toBeGreaterThan(0)
      expect([...units].sort((a, b) => b - a)).toEqual(units)
    },
  )

  test.each(idsOf(pack.stalls))('stall %s: some get stuck, not all', async (stall) => {
    const query = { stall, range: story.range, filters: [], breakdown: [], limit: 8 }
    const answer = await queryStall(story.context, story.project, query)
    expectPlain(answer)
    expect(answer.groups[0]!.rate).toBeGreaterThan(0)
    expect(answer.groups[0]!.rate).toBeLessThan(1)
  })

  test.each(idsOf(pack.cohorts))('cohort %s: actors come back', async (cohort) => {
    const query = { cohort, range: story.range, period: 'day' as const, periods: 4, mode: 'classic' as const }
    const rest = { filters: [], breakdown: [], limit: 8 }
    const answer = await queryCohort(story.context, story.project, { ...query, ...rest })
    expectPlain(answer)
    const { groups } = answer
    const returned = groups[0]!.rows.flatMap(({ cells }) => cells.slice(1).map((cell) => cell.returned ?? 0))
    expect(groups[0]!.rows.some(({ size }) => (size ?? 0) > 0)).toBe(true)
    expect(Math.max(...returned)).toBeGreaterThan(0)
  })

  test.each(idsOf(pack.slos))('objective %s has events to judge', async (slo) => {
    const answer = await readSlo(story.context, story.project, { slo, filters: [] })
    expectPlain(answer)
    const { state } = answer
    expect(state.total).toBeGreaterThan(0)
    expect(state.sli).toBeGreaterThan(0)
    expect(state.sli).toBeLessThanOrEqual(1)
  })

  test('its subsystems are known', async () => {
    if (Object.keys(pack.subsystems).length === 0) return
    const answer = await readHealth(story.context, story.project, { pack: name, range: story.range })
    expectPlain(answer)
    const { subsystems } = answer
    for (const { id, uptime } of subsystems) expect(uptime.uptime, id).not.toBeNull()
  })

  test.each(Object.entries(pack.experiments))('experiment %s compares at least two variations', async (key, spec) => {
    const event = spec.exposure[0]!.event
    const question = { event, dimension: spec.experiment, search: '' }
    const [experiment] = await dimensionValues(story.context, story.project.id, question)
    const query = { experiment: `${name}.${key}`, name: experiment!, range: story.range }
    const result = await readExperiment(story.context, story.project, ExperimentQuery.parse(query))
    expectPlain(result)
    expect(result.arms.filter(({ exposed }) => (exposed ?? 0) > 0).length).toBeGreaterThanOrEqual(2)
    expect(result.metrics.map(({ metric }) => metric)).toEqual(
      expect.arrayContaining([...spec.primary, ...spec.secondary].map((metric) => `${name}.${metric}`)),
    )
  })

  test.each(Object.entries(pack.rules))(
    'rule %s is true in the incident and false outside of it',
    async (key, rule) => {
      const metric = `${name}.${rule.metric}`
      expect(await longestTrue(story, metric, rule, story.incident), `${key} in the incident`).toBeGreaterThanOrEqual(
        rule.forMs,
      )
      expect(await falseAlarms(story, metric, rule, 16), `${key} outside`).toEqual([])
    },
  )
})
