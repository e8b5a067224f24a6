import {
  CatalogView,
  count,
  type DashboardSpec,
  defineEvent,
  definePack,
  derived,
  distinct,
  distribution,
  entropy,
  type MetricSpec,
  mean,
  measure,
  type PackSpec,
  part,
  ratio,
  sum,
  text,
  type WidgetSpec,
} from '@tidemark/contracts'
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
const returned = defineEvent({
  type: 'returned',
  title: 'Returned',
  dimensions: { shop: text(), reason: text() },
  measures: { price: measure({ unit: 'count' }), delay: measure({ unit: 'ms' }) },
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

test('the packs of this installation fit together, and every widget of their boards names what it shows', () => {
  const view = CatalogView.parse(catalogView(buildCatalog(packs)))
  const { metrics, funnels, cohorts, stalls, slos, experiments } = view
  const known = new Set(
    [metrics, funnels, cohorts, stalls, slos, experiments].flatMap((all) => all.map(({ id }) => id)),
  )
  const widgets = view.dashboards.flatMap((board) => board.rows.flat())
  expect(widgets).toHaveLength(
    packs.flatMap((pack) => Object.values<DashboardSpec>(pack.dashboards)).flatMap(({ rows }) => rows.flat()).length,
  )
  for (const widget of widgets)
    if ('metric' in widget || 'of' in widget) expect(known).toContain('metric' in widget ? widget.metric : widget.of)
  for (const kpi of view.kpis) expect(known).toContain(kpi.metric)
  const levers = new Set(view.levers.map(({ id }) => id))
  for (const id of view.kpis.flatMap((kpi) => kpi.thresholds.flatMap((threshold) => threshold.levers)))
    expect(levers).toContain(id)
})

describe('declarations that contradict themselves are named', () => {
  const onNote = {
    kind: 'count' as const,
    of: [
      {
        event: 'sold',
        measure: null,
        field: 'n' as const,
        where: [{ dimension: 'note', op: 'in' as const, values: ['x'] }],
      },
    ],
  }
  const tile = { kind: 'tile', title: 'T', metric: 'sales', width: 3 } as const
  const onBoard = (...rows: WidgetSpec[][]) => pack({ dashboards: { d: { title: 'D', rows } } })
  test.each([
    ['twice', [pack(), pack()], 'pack p is declared twice'],
    ['an event of no pack', [pack({ events: [] })], 'metric p.sales: event sold is not declared'],
    [
      'a filter on a dimension that is not kept',
      [pack({ metrics: { x: { ...count({ of: sold, title: 'X' }), ...onNote } } })],
      'metric p.x: sold keeps no dimension note',
    ],
    [
      'coverage by an event of no pack',
      [pack({ metrics: { x: count({ of: sold, title: 'X', coveredBy: [returned] }) } })],
      'metric p.x: event returned, which covers it, is not declared',
    ],
    [
      'money and counts in one part',
      [
        pack({
          events: [sold, returned],
          metrics: {
            x: ratio({
              of: [...part(sold), ...part(returned, { measure: 'delay' })],
              over: part(sold),
              title: 'X',
            }),
          },
        }),
      ],
      "metric p.x: terms of different units, or none, can't be added up",
    ],
    [
      'a widget of nothing',
      [pack({ dashboards: { d: { title: 'D', rows: [[{ kind: 'tile', title: 'T', metric: 'none', width: 3 }]] } } })],
      'p: dashboard d: there is no metric none',
    ],
    [
      'a row that is too wide',
      [
        onBoard(
          [tile],
          [
            { ...tile, width: 8 },
            { ...tile, width: 6 },
          ],
        ),
      ],
      'p: dashboard d: row 2 is 14 columns wide, a row has room for 12',
    ],
    [
      'a breakdown that is not kept',
      [onBoard([{ ...tile, breakdown: 'note' }])],
      "p: dashboard d: sales can't be broken down by note",
    ],
    ['a percentile of a count', [onBoard([{ ...tile, stat: 'p95' }])], 'p: dashboard d: sales has no statistic p95'],
    [
      'a percentile of a count that is steered by',
      [pack({ kpis: { k: { metric: 'sales', stat: 'p95', thresholds: [] } } })],
      'p: kpi k: sales has no statistic p95',
    ],
    [
      'a filter that no metric has',
      [pack({ dashboards: { d: { title: 'D', filters: ['note'], rows: [] } } })],
      'p: dashboard d: no metric can be filtered by note',
    ],
    [
      'an unusable name',
      [pack({ events: [{ ...sold, type: 'So ld' }], metrics: {} })],
      'p: event So ld: a type is lower-case letters, digits and _, at most 63',
    ],
  ])('%s', (_name, given, problem) => expect(problemsOf(...given)).toContain(problem))

  const sales = count({ of: sold, title: 'Sales' })
  test.each([
    ['entropy', entropy({ of: sold, by: 'shop', title: 'X' }), 'refused'],
    ['a formula', derived({ formula: sales, unit: 'count', title: 'X' }), 'refused'],
    ['a share below a bound', { ...sales, kind: 'within', atMost: 5 }, 'refused'],
    ['distinct sessions where actors are compared', distinct({ of: sold, unitOf: 'session', title: 'X' }), 'refused'],
    ['distinct actors', distinct({ of: sold, unitOf: 'actor', title: 'X' }), 'taken'],
    ['a count', sales, 'taken'],
  ] as [string, MetricSpec, string][])('an experiment over %s is %s [EXP-01]', (_name, metric, becomes) => {
    const experiment = {
      title: 'E',
      exposure: [{ event: 'sold', where: [] }],
      experiment: 'shop',
      variation: 'note',
      control: 'a',
      unit: 'actor' as const,
      primary: ['x'],
      secondary: [],
      maturesMs: 1,
      overlays: [],
    }
    const problems = problemsOf(pack({ metrics: { x: metric }, experiments: { e: experiment } }))
    const problem = 'p: experiment e: x has no value per actor that could be compared'
    expect(problems.filter((one) => one === problem)).toHaveLength(becomes === 'refused' ? 1 : 0)
  })
})

test('a metric over several event types can be asked by what all of them keep, and sketches each of them', () => {
  const metrics = { paid: distribution({ of: [sold, returned], measure: 'price', title: 'Paid' }) }
  const catalog = buildCatalog([pack({ events: [sold, returned], metrics })])
  expect(catalog.metrics.get('p.paid')).toMatchObject({ events: ['sold', 'returned'], dimensions: ['shop'] })
  const sketched = ['sold', 'returned'].map((type) =>
    catalog.events
      .get(type)
      ?.streams.filter((stream) => stream.sketch)
      .map((stream) => stream.measure),
  )
  expect(sketched).toEqual([['price'], ['price']])
})

test('formulas read as sentences', () => {
  expect(describeMetric(sum({ of: sold, measure: 'price', title: 'X', where: { shop: ['a', 'b'] } }))).toBe(
    'sum(sold.price) where shop = a or b',
  )
  const inA = part(sold, { where: { shop: 'a' } })
  expect(describeMetric(ratio({ of: inA, over: part(sold), title: 'R' }))).toBe(
    'count(sold) where shop = a / count(sold)',
  )
  expect(describeMetric(ratio({ of: part(sold), over: part([sold, returned]), title: 'R' }))).toBe(
    'count(sold) / (count(sold) + count(returned))',
  )
  const prices = { of: [sold, returned], measure: 'price' as const, title: 'P' }
  expect(describeMetric(distribution(prices), 'p95')).toBe('p95(sold.price, returned.price)')
  expect(describeMetric(mean({ ...prices, where: { shop: 'a' } }))).toBe(
    'mean(sold.price where shop = a, returned.price where shop = a)',
  )
})

describe('what counts the events of a type', () => {
  const optional = measure({ unit: 'ms', optional: true })
  test.each([
    ['without measures', {}, {}, ''],
    ['with a measure that may be absent', {}, { wait: optional }, ''],
    ['with a measure that every event carries', {}, { wait: optional, price: measure({ unit: 'count' }) }, 'price'],
    ['where the privacy gate needs sets', { age: text({ personal: true }) }, { price: measure({ unit: 'count' }) }, ''],
  ])('%s', (_name, dimensions, measures, counted) => {
    const event = defineEvent({ type: 'seen', title: 'Seen', dimensions, measures })
    const entry = buildCatalog([pack({ events: [sold, event] })]).events.get('seen')
    expect(entry?.counted).toBe(counted)
    expect(entry?.streams.filter((stream) => stream.measure === counted)).toHaveLength(1)
    expect(entry?.streams.some((stream) => stream.kind === 'count')).toBe(counted === '')
  })
})
