import { defineEvent, definePack, distribution, measure, text } from '@tidemark/contracts'

export const ROUTES = 50
export const REGIONS = 10

const served = defineEvent({
  type: 'bench_served',
  title: 'Served request',
  dimensions: {
    route: text({ title: 'Route', budget: ROUTES }),
    region: text({ title: 'Region', budget: REGIONS }),
  },
  measures: {
    latency: measure({ title: 'Latency', unit: 'ms', min: 0 }),
    bytes: measure({ title: 'Bytes sent', unit: 'bytes', min: 0, integer: true }),
  },
})

/** One event type with 500 dimension sets and two measures that both carry a quantile sketch. */
export const benchPack = definePack({
  name: 'bench',
  title: 'Bench',
  version: '1.0.0',
  events: [served],
  metrics: {
    latency: distribution({ of: served, measure: 'latency', title: 'Latency' }),
    size: distribution({ of: served, measure: 'bytes', title: 'Size' }),
  },
  dashboards: {},
})

/** Every combination of the dimensions' values, in declared order. */
export const combinations: readonly (readonly [string, string])[] = Array.from({ length: ROUTES * REGIONS }, (_, i) => [
  `/route/${i % ROUTES}`,
  `region-${Math.floor(i / ROUTES)}`,
])
