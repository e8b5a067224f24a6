import type { CatalogView } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { applicable, dimensionsOf, findMetric, homeDashboard } from './catalog.ts'

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
