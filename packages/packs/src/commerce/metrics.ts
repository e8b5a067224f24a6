import { count, derived, distinct, distribution, dividedBy, mean, part, ratio, sum } from '@tidemark/contracts'
import { cartAdd, checkoutStarted, order, orderCompleted, productView, stockSample, visit } from './events.ts'

const PLACED = { cancelled: 'false' } as const
const CANCELLED = { cancelled: 'true' } as const

const orders = count({
  of: orderCompleted,
  title: 'Orders',
  description: 'Orders that were completed, however many lines they have',
  better: 'higher',
  coveredBy: [visit],
})
const order_value = sum({
  of: orderCompleted,
  measure: 'total',
  title: 'Order value',
  description: 'Total of completed orders, in minor units of one currency',
  better: 'higher',
})

export const metrics = {
  revenue: sum({
    of: order,
    measure: 'amount',
    where: PLACED,
    title: 'Revenue',
    description: 'Amount of order lines that were not cancelled, in minor units of one currency',
    better: 'higher',
  }),
  orders,
  order_value,
  average_order_value: derived({
    formula: dividedBy(order_value, orders),
    unit: 'currency',
    title: 'Average order value',
    description: 'Order value over orders, in minor units of one currency',
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

  visits: count({ of: visit, title: 'Visits', better: 'higher' }),
  conversion_rate: ratio({
    of: part(orderCompleted),
    over: part(visit),
    title: 'Conversion rate',
    description: 'Completed orders over visits',
    better: 'higher',
  }),
  checkouts: count({ of: checkoutStarted, title: 'Checkouts started', better: 'higher', coveredBy: [visit] }),
  checkout_completion: ratio({
    of: part(orderCompleted),
    over: part(checkoutStarted),
    title: 'Checkout completion',
    description: 'Completed orders over checkouts that were started',
    better: 'higher',
  }),
  product_views: count({ of: productView, title: 'Product views', better: 'higher', coveredBy: [visit] }),
  cart_adds: count({ of: cartAdd, title: 'Added to cart', better: 'higher', coveredBy: [visit] }),
  cart_rate: ratio({
    of: part(cartAdd),
    over: part(productView),
    title: 'Cart rate',
    description: 'Additions to the cart over product views',
    better: 'higher',
  }),
  product_conversion: ratio({
    of: part(order, { where: PLACED }),
    over: part(productView),
    title: 'Product conversion',
    description: 'Order lines over product views',
    better: 'higher',
  }),
  stock: mean({
    of: stockSample,
    measure: 'stock',
    title: 'Stock',
    description: 'Mean of the looks at the stock: break down by product',
  }),
  out_of_stock_share: ratio({
    of: part(stockSample, { where: { in_stock: 'false' } }),
    over: part(stockSample),
    title: 'Out of stock',
    description: 'Looks that found a product out of stock over all looks',
    better: 'lower',
  }),
}
