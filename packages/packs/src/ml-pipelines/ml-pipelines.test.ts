import { describe, expect, test } from 'vitest'
import { describeWorld, makeDay } from '../../test/describe-world.ts'
import { evaluate } from '../../test/evaluate.ts'
import { mlPipelines } from './index.ts'
import { metrics } from './metrics.ts'
import { costOf, PRICES } from './prices.ts'

const DAY_MS = 86_400_000
const change = Date.UTC(2026, 0, 1)
const tripo = { provider: 'Tripo', pipeline: '3d_generation', durationMs: 30_000 }
const { events } = makeDay(mlPipelines)

describe('a job costs what held when it ended', () => {
  test.each([
    ['before the price changed', { ...tripo, at: change - 1 }, { currency: 'USD', amount: 20 }],
    ['at the instant it changed', { ...tripo, at: change }, { currency: 'USD', amount: 25 }],
    ['by the second, rounded up', { ...tripo, provider: 'Replicate', at: change }, { currency: 'USD', amount: 7 }],
    ['before any price is known', { ...tripo, at: 0 }, null],
    ['with a provider without prices', { ...tripo, provider: 'internal', at: change }, null],
  ])('%s [KPI-18 T-67]', (_name, job, cost) => expect(costOf(job)).toEqual(cost))

  test('a price that changes in the middle of a day leaves what was told before as it was [T-67]', () => {
    const noon = change + DAY_MS / 2
    const [held] = PRICES.filter(({ provider, to }) => provider === 'Tripo' && to === null)
    const later = [
      { ...held!, to: noon },
      { ...held!, from: noon, perJob: 99 },
    ]
    const jobs = [noon - 1, noon].map((at) => ({ ...tripo, at }))
    expect(jobs.map((job) => costOf(job)?.amount)).toEqual([25, 25])
    expect(jobs.map((job) => costOf(job, later)?.amount)).toEqual([25, 99])
  })

  test('no two prices of one provider and pipeline hold at once', () => {
    for (const a of PRICES)
      for (const b of PRICES)
        if (a !== b && a.provider === b.provider && a.pipeline === b.pipeline)
          expect((a.to ?? Infinity) <= b.from || (b.to ?? Infinity) <= a.from).toBe(true)
  })
})

test('each pipeline has its jobs, success rate and durations; assets have their stages [KPI-18]', () => {
  const of = (pipeline: string) => events.filter(({ props }) => props.pipeline === pipeline)
  for (const [pipeline, name] of [
    ['3d_generation', 'generation_3d'],
    ['image_description', 'description'],
    ['asset_processing', 'asset'],
  ] as const) {
    expect(evaluate(metrics[`${name}_jobs`], events)).toBe(of(pipeline).length)
    const succeeded = of(pipeline).filter(({ props }) => props.status === 'succeeded').length
    expect(evaluate(metrics[`${name}_success_rate`], events)).toBe(succeeded / of(pipeline).length)
    expect(evaluate(metrics[`${name}_duration`], events, 'p95')).toBeGreaterThan(0)
  }
  const stages = [metrics.assets_ingested, metrics.assets_versioned, metrics.assets_approved]
  const counts = stages.map((stage) => evaluate(stage, events)!)
  expect(counts).toEqual(counts.toSorted((a, b) => b - a))
  expect(counts[2]).toBeGreaterThan(0)
})

test('providers can be told apart, and their costs add up to the whole [KPI-18 DIM-03]', () => {
  const providers = ['Replicate', 'Tripo', 'HuggingFace', 'Gemini']
  const costs = providers.map(
    (provider) =>
      evaluate(
        metrics.cost,
        events.filter(({ props }) => props.provider === provider),
      )!,
  )
  for (const cost of costs) expect(cost).toBeGreaterThan(0)
  expect(costs.reduce((a, b) => a + b)).toBe(evaluate(metrics.cost, events))
  const priced = events.filter(({ props }) => props.cost !== undefined)
  expect(priced.every(({ props }) => Number.isInteger(props.cost) && props.currency === 'USD')).toBe(true)
  expect(evaluate(metrics.cost_per_job, events)).toBe(evaluate(metrics.cost, events)! / priced.length)
})

describeWorld(mlPipelines)
