import type { SeededEventOf } from '@tidemark/contracts'
import type { Random } from '../seeded/random.ts'
import { seededId } from '../seeded/seeded-id.ts'
import { createStory } from '../seeded/story.ts'
import { cartAdd, checkoutStarted, type events, order, orderCompleted, productView, visit } from './events.ts'

export type ShopEvent = SeededEventOf<(typeof events)[number]>

/** What the made-up shop sells; prices in cents of a dollar. */
export const PRODUCTS = [
  { product: 'black-rose-hoodie', collection: 'Black Rose', price: 8_900 },
  { product: 'black-rose-ring', collection: 'Black Rose', price: 14_900 },
  { product: 'love-hurts-tee', collection: 'Love Hurts', price: 3_900 },
  { product: 'love-hurts-jacket', collection: 'Love Hurts', price: 19_900 },
  { product: 'signature-cap', collection: 'Signature', price: 2_900 },
  { product: 'signature-bag', collection: 'Signature', price: 24_900 },
] as const

/** From the first page to the order at most, ms. */
export const LONGEST_VISIT_MS = 30 * 60_000

const CURRENCY = 'USD'
const COUNTRIES = ['US', 'US', 'US', 'CA', 'GB', 'DE', 'FR'] as const
const SOURCES = ['direct', 'search', 'search', 'social', 'email', 'ads', 'other'] as const
const BUYERS = 5_000
const CHANCE = { cart: 0.5, checkout: 0.85, complete: 0.85, cancel: 0.01 }
/** Of the checkouts, what is completed while payments do not work. */
const TROUBLED_COMPLETE = 0.05

/** Everything of one visit that begins at `at` (epoch ms); `isBroken` says when checkouts fail. */
export function makeVisit(at: number, isBroken: (ts: number) => boolean, random: Random): ShopEvent[] {
  const actor = `buyer-${Math.floor(random.uniform() * BUYERS)}`
  const story = createStory(random, { actor, session: `visit-${seededId(at, random)}` })
  const country = random.pick(COUNTRIES)
  let ts = at
  const later = () => (ts += 1_000 + Math.floor(random.uniform() * 120_000))
  story.tell(visit, ts, { source: random.pick(SOURCES), country })
  const cart: { product: string; collection: string; price: number; quantity: number }[] = []
  const views = 1 + Math.floor(random.uniform() * 5)
  for (let n = 0; n < views; n++) {
    const { product, collection, price } = random.pick(PRODUCTS)
    story.tell(productView, later(), { product, collection })
    if (!random.chance(CHANCE.cart)) continue
    const quantity = random.chance(0.8) ? 1 : 2
    story.tell(cartAdd, later(), { product, collection, quantity })
    cart.push({ product, collection, price, quantity })
  }
  if (cart.length === 0 || !random.chance(CHANCE.checkout)) return story.events as ShopEvent[]
  story.tell(checkoutStarted, later(), { country })
  if (!random.chance(isBroken(later()) ? TROUBLED_COMPLETE : CHANCE.complete)) return story.events as ShopEvent[]
  const total = cart.reduce((sum, line) => sum + line.price * line.quantity, 0)
  story.tell(orderCompleted, ts, { country, currency: CURRENCY, total })
  for (const { product, collection, price, quantity } of cart) {
    const cancelled = random.chance(CHANCE.cancel)
    const sign = cancelled ? -1 : 1
    const amount = sign * price * quantity
    story.tell(order, ts, {
      country,
      product,
      collection,
      currency: CURRENCY,
      cancelled,
      amount,
      quantity: sign * quantity,
    })
  }
  return story.events as ShopEvent[]
}
