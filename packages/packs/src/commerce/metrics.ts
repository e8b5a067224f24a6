import { count, distinct, distribution, part, ratio, sum } from '@tidemark/contracts'
import { order } from './events.ts'

const PLACED = { cancelled: 'false' } as const
const CANCELLED = { cancelled: 'true' } as const

export const metrics = {
  revenue: sum({
    of: order,
    measure: 'amount',
    where: PLACED,
    title: 'Revenue',
    description: 'Amount of order lines that were not cancelled, in minor units of one currency',
    better: 'higher',
  }),
  net_revenue: sum({
    of: order,
    measure: 'amount',
    title: 'Net revenue',
    description: 'Amount of all order lines; cancelled lines carry negative amounts',
    better: 'higher',
  }),
  order_lines: count({ of: order, where: PLACED, title: 'Order lines', better: 'higher' }),
  units: sum({ of: order, measure: 'quantity', where: PLACED, title: 'Units sold', better: 'higher' }),
  line_value: distribution({ of: order, measure: 'amount', where: PLACED, title: 'Line value', better: 'higher' }),
  cancellation_rate: ratio({
    of: part(order, { where: CANCELLED }),
    over: part(order),
    title: 'Cancellation rate',
    description: 'Cancelled order lines over all order lines',
    better: 'lower',
  }),
  buyers: distinct({ of: order, unitOf: 'actor', where: PLACED, title: 'Buyers', better: 'higher' }),
}
