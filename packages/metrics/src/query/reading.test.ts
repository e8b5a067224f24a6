import { defineEvent, distinct, distribution, measure, part, ratio, sum } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { Sketch } from '../sketch/ddsketch.ts'
import { addCell, type Cell, emptyCell, numberOf, readCell } from './cell.ts'

const order = defineEvent({
  type: 'order',
  title: 'Order',
  dimensions: {},
  measures: { amount: measure({ unit: 'currency' }) },
})

const cell: Cell = { ...emptyCell(), n: 1, weight: 1, sum: 5, bytes: [Sketch.from(new Uint8Array([1])).encode()] }

test('percentiles, shares, distinct counts and money, once formed, are not merged, added or averaged [T-01 T-03 T-04 T-18 T-19]', () => {
  const p95 = readCell(distribution({ of: order, measure: 'amount', title: '' }), 'p95', cell, emptyCell())
  const share = readCell(ratio({ of: part(order), over: part(order), title: '' }), 'value', cell, cell)
  const people = readCell(distinct({ of: order, unitOf: 'actor', title: '' }), 'value', emptyCell(), emptyCell())
  const money = readCell(sum({ of: order, measure: 'amount', title: '' }), 'value', cell, emptyCell())
  const refused = [
    // @ts-expect-error a percentile is no cell
    () => addCell(emptyCell(), p95!),
    // @ts-expect-error
    () => p95! + p95!,
    // @ts-expect-error
    () => (share! + share!) / 2,
    // @ts-expect-error
    () => people! * 7,
    // @ts-expect-error
    () => Math.max(money!, money!),
    // @ts-expect-error
    () => [p95!].reduce((total: number, value: number) => total + value, 0),
  ]
  expect(refused).toHaveLength(6)
  expect([p95, share, people, money].map(numberOf)).toEqual([null, 1, 0, 5])
})
