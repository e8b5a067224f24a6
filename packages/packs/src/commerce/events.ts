import { defineEvent, flag, measure, text } from '@tidemark/contracts'

export const order = defineEvent({
  type: 'order',
  title: 'Order line',
  dimensions: {
    country: text({ title: 'Country', budget: 300 }),
    product: text({ title: 'Product', budget: 20_000 }),
    currency: text({ title: 'Currency', budget: 200, maxLength: 3 }),
    cancelled: flag({ title: 'Cancelled' }),
  },
  measures: {
    amount: measure({ title: 'Amount', unit: 'currency', integer: true, currency: 'currency' }),
    quantity: measure({ title: 'Quantity', unit: 'count' }),
  },
})
