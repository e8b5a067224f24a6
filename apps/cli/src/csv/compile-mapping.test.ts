import { readFileSync } from 'node:fs'
import { defineEvent, flag, measure, oneOf, text, whole } from '@tidemark/contracts'
import { order } from '@tidemark/packs'
import { describe, expect, test } from 'vitest'
import { checkHeader, compileMapping } from './compile-mapping.ts'

const example: unknown = JSON.parse(
  readFileSync(new URL('../../../../docs/examples/online-retail.mapping.json', import.meta.url), 'utf8'),
)
const eventOf = (type: string) => (type === 'order' ? order : undefined)
const row = {
  InvoiceNo: '536365',
  StockCode: '85123A',
  Description: 'WHITE HANGING HEART T-LIGHT HOLDER',
  Quantity: '6',
  InvoiceDate: '12/1/10 8:26',
  UnitPrice: '2.55',
  CustomerID: '17850',
  Country: 'United Kingdom',
  TotalPrice: '15.3',
}

describe('the example mapping', () => {
  const { read, mapping } = compileMapping(example, eventOf)

  test('an order line', () => {
    expect(read('id', row)).toEqual({
      id: 'id',
      type: 'order',
      ts: '2010-12-01T08:26:00.000Z',
      actor: '17850',
      props: {
        country: 'United Kingdom',
        product: '85123A',
        currency: 'GBP',
        cancelled: false,
        amount: 1530,
        quantity: 6,
      },
    })
  })

  test('a cancelled line of an unknown customer', () => {
    const event = read('id', { ...row, InvoiceNo: 'C536379', CustomerID: '', TotalPrice: '-27.5', Quantity: '-1' })
    expect(event).toMatchObject({ props: { cancelled: true, amount: -2750, quantity: -1 } })
    expect(event).not.toHaveProperty('actor')
  })

  test.each([
    ['InvoiceDate', '2010-12-01', 'InvoiceDate does not look like M/d/yy H:mm'],
    ['TotalPrice', '15.333', 'TotalPrice has more than 2 decimals'],
    ['Quantity', 'six', 'Quantity is not a number such as 12 or -0.5'],
  ])('a row whose %s is %s', (column, value, problem) => {
    expect(read('id', { ...row, [column]: value })).toEqual({ problem })
  })

  test('a file without its columns is refused before the first row', () => {
    expect(() => checkHeader(mapping, Object.keys(row))).not.toThrow()
    expect(() => checkHeader(mapping, ['InvoiceNo', 'Country'])).toThrow(
      /no column "InvoiceDate", "CustomerID", "StockCode", "TotalPrice", "Quantity"; the file has InvoiceNo, Country/,
    )
  })
})

describe('a mapping that does not fit names every problem', () => {
  const base = JSON.parse(JSON.stringify(example))
  test.each([
    ['not an object', 7, /mapping: /],
    ['an unknown key', { ...base, tim: 1 }, /tim/],
    ['an unknown event', { ...base, event: 'ordr' }, /no pack declares the event type "ordr"/],
    [
      'an unknown dimension',
      { ...base, dimensions: { ...base.dimensions, town: { value: 'x' } } },
      /dimensions\.town: order has only country/,
    ],
    [
      'a missing measure',
      { ...base, measures: { quantity: { column: 'Quantity' } } },
      /measures\.amount: order requires it/,
    ],
    ['a bad format', { ...base, time: { column: 'InvoiceDate', format: 'EEE' } }, /time: the time format "EEE"/],
    [
      'a bad zone',
      { ...base, time: { column: 'InvoiceDate', zone: 'Mars/Olympus', format: 'yyyy-MM-dd' } },
      /time: .*Mars/,
    ],
    [
      'too many decimals',
      { ...base, measures: { ...base.measures, amount: { column: 'TotalPrice', decimals: 99 } } },
      /measures\.amount/,
    ],
  ])('%s', (_name, mapping, message) => {
    expect(() => compileMapping(mapping, eventOf)).toThrow(message)
  })
})

test('cells follow the declared type', () => {
  const visit = defineEvent({
    type: 'visit',
    title: 'Visit',
    dimensions: {
      page: text({ optional: true }),
      kind: oneOf(['a', 'b'], { optional: true }),
      status: whole({ min: 0, max: 999, optional: true }),
      member: flag({ optional: true }),
      mobile: flag({ optional: true }),
    },
    measures: { seconds: measure({ unit: 'seconds', optional: true }) },
  })
  const { read } = compileMapping(
    {
      event: 'visit',
      consent: true,
      session: { column: 's' },
      time: { column: 't' },
      dimensions: {
        page: { column: 'p' },
        kind: { column: 'k' },
        status: { column: 'c' },
        member: { column: 'm' },
        mobile: { column: 'd', equals: 'phone' },
      },
      measures: { seconds: { column: 'x' } },
    },
    () => visit,
  )
  const cells = { t: '2024-01-01T00:00:00Z', p: '/', k: 'a', c: '200', m: 'No', d: 'phone', x: '1.5', s: 'S1' }
  expect(read('id', cells)).toEqual({
    id: 'id',
    type: 'visit',
    ts: '2024-01-01T00:00:00Z',
    session: 'S1',
    consent: true,
    props: { page: '/', kind: 'a', status: 200, member: false, mobile: true, seconds: 1.5 },
  })
  expect(read('id', { t: cells.t })).toMatchObject({ props: { mobile: false } })
  expect(read('id', { ...cells, m: 'maybe' })).toEqual({ problem: 'm is neither true nor false' })
  expect(read('id', { ...cells, c: '2.5' })).toEqual({ problem: 'c has more than 0 decimals' })
})
