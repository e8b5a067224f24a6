import type { MetricResult } from '@tidemark/contracts'
import { buildCatalog, catalogView } from '@tidemark/metrics'
import { notFound } from '@tidemark/platform'
import type { MetricServices } from '../src/trpc/context.ts'

const EMPTY: MetricResult = {
  metric: 'service_health.requests',
  stat: 'value',
  unit: 'count',
  currency: null,
  better: 'neither',
  bucket: 'total',
  range: { from: 0, to: 1 },
  buckets: [],
  openFrom: -1,
  coverage: null,
  groups: [],
  receipt: {
    metric: 'service_health.requests',
    title: 'Requests',
    definition: 'count',
    version: 1,
    unit: 'count',
    stat: 'value',
    sampleSize: 0,
    sampling: null,
    late: null,
    suppression: null,
    verification: { state: 'unchecked', at: null, checked: 0, of: 0, difference: null },
    dataTime: null,
    complete: true,
    error: { kind: 'exact', relative: 0 },
    timeZone: 'UTC',
    grains: [],
    revision: 0,
    planHash: '',
    notices: [],
  },
}

/** A metrics engine that knows nothing, for tests of what stands in front of it. */
export const createFakeMetrics = (): MetricServices => ({
  catalogView: () => catalogView(buildCatalog([])),
  query: async () => EMPTY,
  summary: async (_, queries) => queries.map(() => ({ ok: true, result: EMPTY })),
  dimensionValues: async () => [],
  listRejected: async () => ({ items: [], nextCursor: null }),
  summariseRejected: async () => [],
  replayRejected: async () => ({ replayed: 0, stillRejected: 0 }),
  recutCalendar: async () => undefined,
  funnel: async () => Promise.reject(notFound()),
  stall: async () => Promise.reject(notFound()),
  slo: async () => Promise.reject(notFound()),
  health: async () => Promise.reject(notFound()),
  experiments: { names: async () => [], read: async () => Promise.reject(notFound()) },
  cohorts: {
    list: () => ({ cohorts: [], events: [] }),
    query: async () => Promise.reject(notFound()),
    digest: async () => null,
  },
  workflows: {
    overview: async () => Promise.reject(notFound()),
    timeseries: async (_, { bucket, window }) => ({ timeseries: [], bucket, window }),
    sli: async () => Promise.reject(notFound()),
    breakdown: async (_, { window }) => ({ workflows: [], window }),
  },
})
