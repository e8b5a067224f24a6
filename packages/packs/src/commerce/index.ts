import { definePack } from '@tidemark/contracts'
import { order } from './events.ts'
import { metrics } from './metrics.ts'

export const commerce = definePack({
  name: 'commerce',
  title: 'Commerce',
  version: '1.0.0',
  events: [order],
  metrics,
  dashboards: {
    overview: {
      title: 'Commerce',
      rows: [
        [
          { kind: 'tile', title: 'Revenue', metric: 'revenue', width: 3 },
          { kind: 'tile', title: 'Order lines', metric: 'order_lines', width: 3 },
          { kind: 'tile', title: 'Buyers', metric: 'buyers', width: 3 },
          { kind: 'tile', title: 'Cancellation rate', metric: 'cancellation_rate', width: 3 },
        ],
        [
          { kind: 'line', title: 'Revenue by country', metric: 'revenue', breakdown: 'country', width: 6 },
          { kind: 'line', title: 'Order lines', metric: 'order_lines', width: 6 },
        ],
      ],
    },
  },
})
