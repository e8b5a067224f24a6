import { defineCohort, defineFunnel, definePack, defineSlo, goodOver, match, part, step } from '@tidemark/contracts'
import { dashboards } from './dashboards.ts'
import { cartAdd, checkoutStarted, events, order, orderCompleted, visit } from './events.ts'
import { generator } from './generator.ts'
import { metrics } from './metrics.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

export const commerce = definePack({
  name: 'commerce',
  title: 'Commerce',
  version: '1.1.0',
  events,
  metrics,
  generator,
  dashboards,
  funnels: {
    purchase: defineFunnel({
      title: 'Purchase',
      unit: 'session',
      steps: [
        step('Traffic', match(visit)),
        step('Cart', match(cartAdd)),
        step('Checkout', match(checkoutStarted)),
        step('Complete', match(orderCompleted)),
      ],
      withinMs: DAY_MS,
      breakdowns: ['source', 'country'],
    }),
  },
  cohorts: {
    buyers: defineCohort({
      title: 'Buyers who come back',
      born: match(orderCompleted),
      returned: match(orderCompleted),
      period: 'week',
      by: ['country'],
    }),
  },
  slos: {
    lines_kept: defineSlo({
      title: 'Lines that are not cancelled',
      sli: goodOver(part(order, { where: { cancelled: 'false' } }), part(order)),
      objective: 0.95,
      window: '30d',
      breakdowns: ['country'],
    }),
  },
  subsystems: {
    checkout: {
      title: 'Checkout',
      metric: 'checkout_completion',
      windowMs: 60 * MINUTE_MS,
      healthy: { op: '>', value: 0.5 },
      unhealthy: { op: '<', value: 0.3 },
    },
    stock: {
      title: 'Stock',
      metric: 'out_of_stock_share',
      windowMs: DAY_MS,
      healthy: { op: '<', value: 0.1 },
      unhealthy: { op: '>', value: 0.3 },
    },
  },
  levers: {
    check_payments: { title: 'Check payments', action: 'Offer another payment method at checkout' },
    restock: { title: 'Restock', action: 'Order the products that are out of stock' },
  },
  kpis: {
    average_order_value: { metric: 'average_order_value', thresholds: [] },
    checkout_completion: {
      metric: 'checkout_completion',
      thresholds: [
        { op: '<', value: 0.5, severity: 'warning', levers: ['check_payments'] },
        { op: '<', value: 0.3, severity: 'critical', levers: ['check_payments'] },
      ],
    },
    out_of_stock_share: {
      metric: 'out_of_stock_share',
      thresholds: [{ op: '>', value: 0.1, severity: 'warning', levers: ['restock'] }],
    },
  },
  rules: {
    checkout_broken: {
      title: 'Checkouts are not completed',
      metric: 'checkout_completion',
      condition: { op: '<', value: 0.3 },
      windowMs: 30 * MINUTE_MS,
      forMs: 10 * MINUTE_MS,
      severity: 'critical',
      channels: ['log', 'email', 'slack', 'pagerduty'],
      levers: ['check_payments'],
    },
  },
})
