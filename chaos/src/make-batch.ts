import type { EventProps } from '@tidemark/contracts'
import type { apiRequest, order } from '@tidemark/packs'
import { uuidv7 } from '@tidemark/platform'

/** A batch as it travels, but for `sentAt`: its text never changes, so a retry carries the same ids. */
export type Batch = {
  /** JSON of the events array */
  readonly events: string
  /** how many events it holds */
  readonly size: number
  /** ids that must be stored once it is acknowledged; each is listed once, even where the batch holds it twice */
  readonly valid: readonly string[]
}

const COUNTRIES = ['France', 'Germany', 'Japan', 'Norway', 'Spain']
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

/**
 * The `n`-th batch of `size` events: orders and requests over some 200 dimension sets, with a repeated id, an event the
 * door must reject and one that opted out among them, so that every outcome is counted under fire.
 */
export function makeBatch(n: number, size: number, now: number): Batch {
  const events: object[] = []
  const valid: string[] = []
  for (let i = 0; events.length < size - 3; i++) {
    const id = uuidv7(now)
    valid.push(id)
    events.push(i % 2 === 0 ? makeOrder(id, n + i, now) : makeRequest(id, n + i, now))
  }
  const ts = new Date(now).toISOString()
  events.push(events[n % events.length] as object)
  events.push({ id: uuidv7(now), type: 'no_such_event', ts, props: {} })
  events.push({ ...makeOrder(uuidv7(now), n, now), consent: false })
  return { events: JSON.stringify(events), size: events.length, valid }
}

function makeOrder(id: string, n: number, now: number): object {
  const props: EventProps<typeof order> = {
    country: pick(COUNTRIES, n),
    product: `P${n % 20}`,
    currency: 'EUR',
    cancelled: n % 17 === 0,
    amount: 100 + ((n * 7919) % 50_000),
    quantity: 1 + (n % 5),
  }
  return { id, type: 'order', ts: new Date(now).toISOString(), actor: `buyer-${n % 500}`, props }
}

function makeRequest(id: string, n: number, now: number): object {
  const props: EventProps<typeof apiRequest> = {
    method: pick(METHODS, n),
    route: `/route/${n % 10}`,
    status: n % 29 === 0 ? 500 : 200,
    duration: 1 + ((n * 104_729) % 2_000) / 3,
    bytes: (n * 31) % 10_000,
  }
  return { id, type: 'api_request', ts: new Date(now).toISOString(), session: `visit-${n % 300}`, props }
}
