import { describe, expect, test } from 'vitest'
import {
  count,
  defineEvent,
  defineFunnel,
  definePack,
  derived,
  dividedBy,
  exists,
  match,
  measure,
  minus,
  missing,
  not,
  oneOf,
  part,
  ratio,
  step,
  sum,
  termsOf,
  text,
  within,
} from './index.ts'

const sold = defineEvent({
  type: 'sold',
  title: 'Sold',
  dimensions: { shop: oneOf(['north', 'south']), note: text({ optional: true }) },
  measures: { price: measure({ unit: 'count' }) },
})
const sales = count({ of: sold, title: 'Sales' })
const income = sum({ of: sold, measure: 'price', title: 'Income' })

describe('conditions', () => {
  test.each([
    ['one value', { shop: 'north' }, { dimension: 'shop', op: 'in', values: ['north'] }],
    ['any of some', { shop: ['north', 'south'] }, { dimension: 'shop', op: 'in', values: ['north', 'south'] }],
    ['all but some', { shop: not('north') }, { dimension: 'shop', op: 'notIn', values: ['north'] }],
    ['there', { note: exists }, { dimension: 'note', op: 'exists', values: [] }],
    ['not there', { note: missing }, { dimension: 'note', op: 'missing', values: [] }],
  ] as const)('%s', (_name, where, filter) => {
    expect(match(sold, where)).toEqual([{ event: 'sold', where: [filter] }])
  })
})

test('arithmetic keeps its metrics by value, so what it is computed from is known', () => {
  const price = derived({ title: 'Price', unit: 'count', formula: dividedBy(income, minus(sales, 1)) })
  expect(termsOf(price).map(({ event, measure: of }) => [event, of])).toEqual([
    ['sold', 'price'],
    ['sold', null],
  ])
})

test('how many lie within a bound is a count of the measure', () => {
  const cheap = within({ of: sold, measure: 'price', atMost: 5, title: 'Cheap' })
  expect(cheap).toMatchObject({ kind: 'within', atMost: 5, of: [{ event: 'sold', measure: 'price' }] })
})

test('what is misspelt does not compile', () => {
  const funnel = defineFunnel({
    title: 'Twice',
    unit: 'actor',
    withinMs: 1000,
    steps: [step('Once', match(sold)), step('Again', match(sold))],
  })
  const shop = { name: 'p', title: 'P', version: '1.0.0', events: [sold], metrics: { sales } } as const
  const tile = { kind: 'tile', title: 'Sales', metric: 'sales', width: 3 } as const
  const rule = {
    title: 'R',
    windowMs: 1,
    forMs: 1,
    severity: 'info',
    channels: [],
    condition: { op: '>', value: 1 },
  } as const
  const misspelt = { kind: 'funnel', title: 'F', width: 6, of: 'funel' } as const
  const declared = [
    definePack({ ...shop, dashboards: { d: { title: 'D', rows: [[{ ...tile, breakdown: 'shop', stat: 'value' }]] } } }),
    // @ts-expect-error no such metric
    definePack({ ...shop, dashboards: { d: { title: 'D', rows: [[{ ...tile, metric: 'sale' }]] } } }),
    // @ts-expect-error no such dimension
    definePack({ ...shop, dashboards: { d: { title: 'D', rows: [[{ ...tile, breakdown: 'shopp' }]] } } }),
    // @ts-expect-error no such dimension
    definePack({ ...shop, dashboards: { d: { title: 'D', filters: ['shopp'], rows: [] } } }),
    // @ts-expect-error no such statistic
    definePack({ ...shop, dashboards: { d: { title: 'D', rows: [[{ ...tile, stat: 'p59' }]] } } }),
    // @ts-expect-error no such funnel
    definePack({ ...shop, funnels: { funnel }, dashboards: { d: { title: 'D', rows: [[misspelt]] } } }),
    // @ts-expect-error no such metric
    definePack({ ...shop, kpis: { k: { metric: 'sale', thresholds: [] } } }),
    // @ts-expect-error no such lever
    definePack({ ...shop, levers: {}, rules: { r: { ...rule, metric: 'sales', levers: ['raise'] } } }),
    // @ts-expect-error no such measure
    sum({ of: sold, measure: 'prize', title: 'Income' }),
    // @ts-expect-error no such dimension
    count({ of: sold, where: { shopp: 'north' }, title: 'Sales' }),
    // @ts-expect-error no such value
    ratio({ of: part(sold, { where: { shop: 'nroth' } }), over: part(sold), title: 'North' }),
  ]
  expect(declared).toHaveLength(11)
})
