import type { SeededEvent } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { describeWorld, makeDay } from '../../test/describe-world.ts'
import { evaluate } from '../../test/evaluate.ts'
import { commerce } from './index.ts'
import { metrics } from './metrics.ts'

const { events } = makeDay(commerce)
const ofType = (type: string) => events.filter((event) => event.type === type)
const line = (amount: number, cancelled = false): SeededEvent => ({
  id: '',
  type: 'order',
  ts: 0,
  props: { country: 'US', product: 'p', currency: 'USD', cancelled, amount, quantity: 1 },
})
const whole = (total: number): SeededEvent => ({
  id: '',
  type: 'order_completed',
  ts: 0,
  props: { country: 'US', currency: 'USD', total },
})

test.each([
  ['two orders of three lines', [line(1_000), line(500), line(300), whole(1_500), whole(300)], [1_800, 2, 900]],
  ['a cancelled line', [line(1_000), line(-400, true), whole(1_000)], [1_000, 1, 1_000]],
  ['no orders', [line(1_000)], [1_000, 0, null]],
])('revenue, orders and average order value of %s [KPI-19 T-15]', (_name, given, [revenue, orders, average]) => {
  expect(evaluate(metrics.revenue, given)).toBe(revenue)
  expect(evaluate(metrics.orders, given)).toBe(orders)
  expect(evaluate(metrics.average_order_value, given)).toBe(average)
})

test('an order is worth what its lines are worth, in whole cents of one currency [KPI-19 T-19]', () => {
  const lines = ofType('order').reduce((sum, { props }) => sum + Math.abs(props.amount as number), 0)
  expect(evaluate(metrics.order_value, events)).toBe(lines)
  for (const { props } of [...ofType('order'), ...ofType('order_completed')]) {
    expect(Number.isInteger(props.amount ?? props.total)).toBe(true)
    expect(props.currency).toBe('USD')
  }
})

test('products have views, conversions and stock, and collections can be compared [KPI-19 DIM-03]', () => {
  for (const collection of ['Black Rose', 'Love Hurts', 'Signature']) {
    const own = events.filter(({ props }) => props.collection === collection)
    for (const metric of [metrics.product_views, metrics.product_conversion, metrics.revenue, metrics.stock])
      expect(evaluate(metric, own)).toBeGreaterThan(0)
  }
  expect(evaluate(metrics.out_of_stock_share, events)).toBeGreaterThan(0)
})

test('the purchase funnel goes from traffic through cart and checkout to complete, per session [FUN-02]', () => {
  const { purchase } = commerce.funnels
  expect(purchase?.steps.map(({ title }) => title)).toEqual(['Traffic', 'Cart', 'Checkout', 'Complete'])
  const reached = purchase!.steps.map(
    ({ of: [step] }) => new Set(ofType(step!.event).map(({ session }) => session)).size,
  )
  expect(reached).toEqual(reached.toSorted((a, b) => b - a))
  expect(reached[3]! / reached[0]!).toBeGreaterThan(0.2)
  expect(reached[3]! / reached[0]!).toBeLessThan(0.7)
})

describeWorld(commerce)
