import type { CatalogView } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import {
  applicable,
  boardDimensions,
  type DashboardView,
  dimensionsOf,
  findMetric,
  homeDashboard,
  ignoredFilters,
  metricsOf,
} from './catalog.ts'

const metric = (id: string, events: string[], dimensions: string[]) => ({ id, events, dimensions })
const dimension = (name: string, title: string) => ({ name, title })
const catalog = {
  metrics: [
    metric('a.requests', ['api_request'], ['status', 'route']),
    metric('b.runs', ['job_run'], ['job', 'status']),
  ],
  events: [
    { type: 'api_request', dimensions: [dimension('status', 'Status'), dimension('route', '')] },
    { type: 'job_run', dimensions: [dimension('job', 'Job'), dimension('status', 'Outcome')] },
  ],
  dashboards: [
    { id: 'a.overview', pack: 'a' },
    { id: 'platform.overview', pack: 'platform' },
  ],
} as unknown as CatalogView

test('dimensions of several metrics, each once, by title', () => {
  const metrics = [findMetric(catalog, 'a.requests'), findMetric(catalog, 'b.runs'), findMetric(catalog, 'no.such')]
  expect(dimensionsOf(catalog, metrics)).toEqual([
    { name: 'job', title: 'Job', event: 'job_run' },
    { name: 'route', title: 'route', event: 'api_request' },
    { name: 'status', title: 'Status', event: 'api_request' },
  ])
})

test('filters that a metric does not know are left out', () => {
  const filters = ['status', 'country'].map((name) => ({ dimension: name, op: 'exists' as const, values: [] }))
  expect(applicable(findMetric(catalog, 'a.requests'), filters).map((filter) => filter.dimension)).toEqual(['status'])
  expect(applicable(undefined, filters)).toEqual([])
})

test('the platform comes first', () => {
  expect(homeDashboard(catalog)?.id).toBe('platform.overview')
  expect(homeDashboard({ ...catalog, dashboards: [] })).toBeUndefined()
})

test('what is not understood is said', () => {
  const filter = { dimension: 'country', op: 'exists' as const, values: [] }
  expect(ignoredFilters({ dimensions: ['route'] }, [filter])).toEqual([
    'Not filtered by country: this does not carry it.',
  ])
  expect(ignoredFilters({ dimensions: ['country'] }, [filter])).toEqual([])
})

test('a board offers the dimensions of its metrics, those that it declares first', () => {
  const packs = { ...catalog, metrics: catalog.metrics.map((one) => ({ ...one, pack: 'a' })) }
  const board = { pack: 'a', filters: ['job', 'none'], rows: [[{ kind: 'tile', metric: 'a.requests' }]] }
  const { all, first } = boardDimensions(packs, board as unknown as DashboardView)
  expect(first.map(({ name }) => name)).toEqual(['job'])
  expect(all.map(({ name }) => name)).toEqual(['route', 'status', 'job'])
})

test('an event moves the metrics that are made of it', () => {
  expect([...metricsOf(catalog, ['job_run', 'other'])]).toEqual(['b.runs'])
})
