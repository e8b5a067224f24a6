import { setTimeout as pause } from 'node:timers/promises'
import type { MetricQueryInput } from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import type { Lab } from './lab/lab.ts'
import type { LoadProcess } from './lab/load-process.ts'
import { openPageClient, type PageClient } from './lab/page-client.ts'
import { quantile } from './lab/quantile.ts'

const RATE = 2_000
const SECONDS = 20
const PROBE_EVERY_MS = 150
const LAST_ANSWER_MS = 10_000
const PROBE_COUNTRY = 'Probe'
const MINUTE_MS = 60_000

export type Freshness = {
  /** ms from sending an event to the answer of the query that a hint caused and that contains it */
  freshnessP50Ms: number
  freshnessP95Ms: number
  /** probes that no answer contained in time */
  probesMissed: number
  /** ms until 202 at this rate */
  steadyAckP50Ms: number
  steadyAckP95Ms: number
}

/** At 2,000 events/s: how long until a page that does nothing but follow hints shows an event. */
export async function measureFreshness(lab: Lab, load: LoadProcess): Promise<Freshness> {
  const page = await openPageClient(lab.url, lab)
  try {
    const probes = new Probes(page, lab)
    const running = load.run({ url: lab.url, writeKey: lab.writeKey, seconds: SECONDS, connections: 32, rate: RATE })
    // The first second warms caches and connections.
    await pause(1_000)
    const until = performance.now() + (SECONDS - 2) * 1_000
    while (performance.now() < until) {
      void probes.send()
      await pause(PROBE_EVERY_MS)
    }
    const { ackP50Ms, ackP95Ms } = await running
    await probes.settle()
    const seen = probes.delays.toSorted((a, b) => a - b)
    return {
      freshnessP50Ms: Math.round(quantile(seen, 0.5)),
      freshnessP95Ms: Math.round(quantile(seen, 0.95)),
      probesMissed: probes.sent - seen.length,
      steadyAckP50Ms: Math.round(ackP50Ms * 10) / 10,
      steadyAckP95Ms: Math.round(ackP95Ms * 10) / 10,
    }
  } finally {
    page.close()
  }
}

/** Events that are told apart from the load by their country, and counted by the page as hints come in. */
class Probes {
  readonly delays: number[] = []
  readonly #sentAt: number[] = []
  readonly #page: PageClient
  readonly #lab: Lab
  readonly #from = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
  #asking = false
  #askAgain = false

  constructor(page: PageClient, lab: Lab) {
    this.#page = page
    this.#lab = lab
    page.onHint(() => void this.#ask())
  }

  get sent(): number {
    return this.#sentAt.length
  }

  async send(): Promise<void> {
    const at = new Date().toISOString()
    const props = { country: PROBE_COUNTRY, product: 'P', currency: 'EUR', cancelled: false, amount: 1, quantity: 1 }
    this.#sentAt.push(performance.now())
    const response = await fetch(`${this.#lab.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#lab.writeKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sentAt: at, events: [{ id: uuidv7(), type: 'order', ts: at, props }] }),
    })
    if (response.status !== 202) throw new Error(`a probe was answered with HTTP ${response.status}`)
  }

  async settle(): Promise<void> {
    const until = performance.now() + LAST_ANSWER_MS
    while (this.delays.length < this.sent && performance.now() < until) await pause(50)
  }

  /** One question at a time; a hint that comes meanwhile causes the next one, as in the page. */
  async #ask(): Promise<void> {
    this.#askAgain = this.#asking
    if (this.#asking) return
    this.#asking = true
    const { groups } = await this.#page.query(this.#question())
    const now = performance.now()
    const shown = groups.flatMap((group) => group.values).reduce<number>((sum, value) => sum + (value ?? 0), 0)
    for (let i = this.delays.length; i < Math.min(shown, this.sent); i++) this.delays.push(now - this.#sentAt[i]!)
    this.#asking = false
    if (this.#askAgain) await this.#ask()
  }

  #question(): MetricQueryInput {
    return {
      metric: 'commerce.order_lines',
      range: { from: this.#from, to: this.#from + 10 * MINUTE_MS },
      bucket: '1m',
      filters: [{ dimension: 'country', op: 'in', values: [PROBE_COUNTRY] }],
    }
  }
}
