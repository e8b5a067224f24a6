import { randomBytes } from 'node:crypto'
import type { EventProps } from '@tidemark/contracts'
import type { apiRequest, order } from '@tidemark/packs'

export const EVENTS_PER_BODY = 100
/** Distinct combinations of dimension values in the load. */
const ORDER_SETS = 200
const REQUEST_SETS = 300
const TEMPLATES = 50

// Stand-ins of the right width, overwritten in every copy. The last four digits of an id stay: they number the event.
const ID = '00000000-0000-7000-8000-00000000'
const TS = '0000-00-00T00:00:00.000Z'

type Template = { readonly bytes: Buffer; readonly ids: readonly number[]; readonly times: readonly number[] }

/** Makes request bodies of 100 events each, as fast as copying 22 kB and writing 100 ids and times into it. */
export type BodyMaker = () => Buffer

/**
 * Bodies of orders and requests over 500 dimension sets, in batches that repeat every 50 bodies; ids are UUIDv7s that
 * never repeat, within this process or another.
 */
export function createBodyMaker(now: () => number): BodyMaker {
  const templates = Array.from({ length: TEMPLATES }, (_, n) => makeTemplate(n))
  const tag = randomBytes(2).toString('hex').slice(1)
  let made = 0
  return () => {
    const template = templates[made % TEMPLATES]!
    const bytes = Buffer.from(template.bytes)
    const ms = now()
    const time = ms.toString(16).padStart(12, '0')
    const count = made.toString(16).padStart(11, '0')
    const id = Buffer.from(`${time.slice(0, 8)}-${time.slice(8)}-7${tag}-8${count.slice(0, 3)}-${count.slice(3)}`)
    const ts = Buffer.from(new Date(ms).toISOString())
    for (const at of template.ids) id.copy(bytes, at)
    for (const at of template.times) ts.copy(bytes, at)
    made++
    return bytes
  }
}

function makeTemplate(n: number): Template {
  const events = Array.from({ length: EVENTS_PER_BODY }, (_, i) => {
    const k = n * EVENTS_PER_BODY + i
    const id = `${ID}${i.toString(16).padStart(4, '0')}`
    // One order to two requests, each kind counted on its own so that every set of it comes up.
    const third = Math.floor(k / 3)
    return { id, ts: TS, ...(k % 3 === 0 ? makeOrder(third) : makeRequest(third * 2 + (k % 3))) }
  })
  const bytes = Buffer.from(JSON.stringify({ sentAt: TS, events }))
  return { bytes, ids: findAll(bytes, ID), times: findAll(bytes, TS) }
}

function makeOrder(k: number): { type: string; actor: string; props: EventProps<typeof order> } {
  const set = (k * 31) % ORDER_SETS
  return {
    type: 'order',
    actor: `buyer-${(k * 7) % 1_000}`,
    props: {
      country: `Country ${set % 10}`,
      product: `SKU-${Math.floor(set / 10)}`,
      currency: 'EUR',
      cancelled: false,
      amount: 100 + ((k * 7_919) % 90_000),
      quantity: 1 + (k % 4),
    },
  }
}

function makeRequest(k: number): { type: string; session: string; props: EventProps<typeof apiRequest> } {
  const set = (k * 17) % REQUEST_SETS
  return {
    type: 'api_request',
    session: `visit-${(k * 3) % 1_000}`,
    props: {
      method: set % 2 === 0 ? 'GET' : 'POST',
      route: `/shop/section-${Math.floor(set / 6)}`,
      status: [200, 304, 500][Math.floor(set / 2) % 3]!,
      duration: 1 + ((k * 104_729) % 200_000) / 100,
      bytes: (k * 131) % 60_000,
    },
  }
}

function findAll(bytes: Buffer, text: string): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) places.push(at)
  return places
}
