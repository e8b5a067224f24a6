export const dashboards = {
  overview: {
    title: 'Commerce',
    filters: ['currency', 'country'],
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
      [
        { kind: 'tile', title: 'Orders', metric: 'orders', width: 3 },
        { kind: 'tile', title: 'Average order value', metric: 'average_order_value', width: 3 },
        { kind: 'tile', title: 'Visits', metric: 'visits', width: 3 },
        { kind: 'tile', title: 'Conversion rate', metric: 'conversion_rate', width: 3 },
      ],
    ],
  },
  products: {
    title: 'Products',
    period: '7d',
    filters: ['collection'],
    rows: [
      [
        { kind: 'table', title: 'Views', metric: 'product_views', breakdown: 'product', width: 3 },
        { kind: 'table', title: 'Conversion', metric: 'product_conversion', breakdown: 'product', width: 3 },
        { kind: 'table', title: 'Units sold', metric: 'units', breakdown: 'product', width: 3 },
        { kind: 'table', title: 'Stock', metric: 'stock', breakdown: 'product', width: 3 },
      ],
      [
        { kind: 'line', title: 'Views by product', metric: 'product_views', breakdown: 'product', width: 6 },
        { kind: 'tile', title: 'Cart rate', metric: 'cart_rate', width: 3 },
        { kind: 'tile', title: 'Out of stock', metric: 'out_of_stock_share', width: 3 },
      ],
    ],
  },
  collections: {
    title: 'Collections',
    period: '7d',
    filters: ['currency'],
    rows: [
      [
        { kind: 'bar', title: 'Revenue by collection', metric: 'revenue', breakdown: 'collection', width: 6 },
        { kind: 'bar', title: 'Units by collection', metric: 'units', breakdown: 'collection', width: 6 },
      ],
      [
        { kind: 'line', title: 'Views by collection', metric: 'product_views', breakdown: 'collection', width: 6 },
        { kind: 'table', title: 'Conversion', metric: 'product_conversion', breakdown: 'collection', width: 6 },
      ],
    ],
  },
  funnel: {
    title: 'From visit to order',
    period: '7d',
    rows: [
      [{ kind: 'funnel', title: 'Purchase', of: 'purchase', width: 12 }],
      [
        { kind: 'line', title: 'Checkout completion', metric: 'checkout_completion', width: 6 },
        { kind: 'retention', title: 'Buyers who come back', of: 'buyers', width: 6 },
      ],
      [
        { kind: 'health', title: 'Shop', width: 6 },
        { kind: 'slo', title: 'Lines that are not cancelled', of: 'lines_kept', width: 6 },
      ],
    ],
  },
} as const
