import { count, defineEvent, definePack, measure, type PackSpec, ratio, sum, text } from '@tidemark/contracts'
import { packs } from '@tidemark/packs'
import { describe, expect, test } from 'vitest'
import { buildCatalog, CatalogError } from './build-catalog.ts'
import { catalogView } from './catalog-view.ts'
import { describeMetric } from './describe-metric.ts'

const sold = defineEvent({
  type: 'sold',
  title: 'Sold',
  dimensions: { shop: text(), note: text({ kept: false }) },
  measures: { price: measure({ unit: 'count' }) },
})
const pack = (more: Partial<PackSpec> = {}): PackSpec => ({
  ...definePack({
    name: 'p',
    title: 'P',
    version: '1.0.0',
    events: [sold],
    metrics: { sales: count({ of: sold, title: 'Sales' }) },
  }),
  ...more,
})
const problemsOf = (...given: PackSpec[]): readonly string[] => {
  try {
    buildCatalog(given)
    return []
  } catch (error) {
    if (error instanceof CatalogError) return error.problems
    throw error
  }
}

test('the packs of this installation fit together, and every widget of their boards names a metric', () => {
  const view = catalogView(buildCatalog(packs))
  const known = new Set(view.metrics.map((metric) => metric.id))
  for (const widget of view.dashboards.flatMap((dashboard) => dashboard.rows.flat()))
    expect(known).toContain(widget.metric)
})

describe('declarations that contradict themselves are named', () => {
  const onNote = {
    kind: 'count' as const,
    of: {
      event: 'sold',
      measure: null,
      field: 'n' as const,
      where: [{ dimension: 'note', op: 'in' as const, values: ['x'] }],
    },
  }
  test.each([
    ['twice', [pack(), pack()], 'pack p is declared twice'],
    ['an event of no pack', [pack({ events: [] })], 'metric p.sales: event sold is not declared'],
    [
      'a filter on a dimension that is not kept',
      [pack({ metrics: { x: { ...count({ of: sold, title: 'X' }), ...onNote } } })],
      'metric p.x: sold keeps no dimension note',
    ],
    [
      'a widget of nothing',
      [pack({ dashboards: { d: { title: 'D', rows: [[{ kind: 'tile', title: 'T', metric: 'none', width: 3 }]] } } })],
      'p: dashboard d shows unknown metric none',
    ],
    [
      'an unusable name',
      [pack({ events: [{ ...sold, type: 'So ld' }], metrics: {} })],
      'p: event So ld: a type is lower-case letters, digits and _, at most 63',
    ],
  ])('%s', (_name, given, problem) => expect(problemsOf(...given)).toContain(problem))
})

test('formulas read as sentences', () => {
  const term = (where: { shop: string }) => ({
    event: 'sold',
    measure: null,
    field: 'n' as const,
    where: [{ dimension: 'shop', op: 'in' as const, values: [where.shop] }],
  })
  expect(describeMetric(sum({ of: sold, measure: 'price', title: 'X', where: { shop: ['a', 'b'] } }))).toBe(
    'sum(sold.price) where shop = a or b',
  )
  expect(
    describeMetric(ratio({ of: term({ shop: 'a' }), over: { ...term({ shop: 'a' }), where: [] }, title: 'R' })),
  ).toBe('count(sold) where shop = a / count(sold)')
})
