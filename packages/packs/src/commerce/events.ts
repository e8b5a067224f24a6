import { defineEvent, flag, measure, oneOf, text } from '@tidemark/contracts'

const product = text({ title: 'Product', budget: 20_000 })
const collection = text({ title: 'Collection', budget: 500, optional: true })
const country = text({ title: 'Country', budget: 300 })
const currency = text({ title: 'Currency', budget: 200, maxLength: 3 })

export const order = defineEvent({
  type: 'order',
  title: 'Order line',
  version: '1.1.0',
  dimensions: { country, product, currency, cancelled: flag({ title: 'Cancelled' }), collection },
  measures: {
    amount: measure({ title: 'Amount', unit: 'currency', integer: true, currency: 'currency' }),
    quantity: measure({ title: 'Quantity', unit: 'count' }),
  },
})

/** Somebody comes to the shop: once per session. */
export const visit = defineEvent({
  type: 'visit',
  title: 'Visit',
  dimensions: {
    source: oneOf(['direct', 'search', 'social', 'email', 'ads', 'other'], { title: 'Source' }),
    country,
  },
  measures: {},
})

export const productView = defineEvent({
  type: 'product_view',
  title: 'Product view',
  dimensions: { product, collection },
  measures: {},
})

export const cartAdd = defineEvent({
  type: 'cart_add',
  title: 'Added to cart',
  dimensions: { product, collection },
  measures: { quantity: measure({ title: 'Quantity', unit: 'count', min: 0 }) },
})

export const checkoutStarted = defineEvent({
  type: 'checkout_started',
  title: 'Checkout started',
  dimensions: { country },
  measures: {},
})

/** A whole order, however many lines it has: each line is an `order` event of its own. */
export const orderCompleted = defineEvent({
  type: 'order_completed',
  title: 'Order completed',
  dimensions: { country, currency },
  measures: { total: measure({ title: 'Total', unit: 'currency', integer: true, currency: 'currency' }) },
})

/** A look at the stock of one product. */
export const stockSample = defineEvent({
  type: 'stock_sample',
  title: 'Stock sample',
  dimensions: { product, collection, in_stock: flag({ title: 'In stock' }) },
  measures: { stock: measure({ title: 'Stock', unit: 'count', min: 0, integer: true }) },
})

export const events = [order, visit, productView, cartAdd, checkoutStarted, orderCompleted, stockSample] as const
