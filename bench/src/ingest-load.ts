/**
 * The load generator, a process of its own so that its work is not done at the cost of what is measured in the same
 * event loop. Takes one order after another over IPC and answers each with a report.
 */
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { createBodyMaker, EVENTS_PER_BODY } from './ingest-bodies.ts'
import type { LoadOrder, LoadReport } from './ingest-load-protocol.ts'
import { quantile } from './lab/quantile.ts'

const REFUSED_PAUSE_MS = 20
const makeBody = createBodyMaker(Date.now)

type Tally = { accepted: number; refused: number; failed: number; latencies: number[] }

async function run(order: LoadOrder): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections })
  const tally: Tally = { accepted: 0, refused: 0, failed: 0, latencies: [] }
  const until = performance.now() + order.seconds * 1000
  if (order.rate === undefined)
    await Promise.all(Array.from({ length: order.connections }, () => pushHard(agent, order, tally, until)))
  else await pushSteadily(agent, order, order.rate, tally, until)
  agent.destroy()
  tally.latencies.sort((a, b) => a - b)
  return {
    accepted: tally.accepted * EVENTS_PER_BODY,
    refusedRequests: tally.refused,
    failedRequests: tally.failed,
    ackP50Ms: quantile(tally.latencies, 0.5),
    ackP95Ms: quantile(tally.latencies, 0.95),
  }
}

/** One connection that sends the next body as soon as the last one is answered. */
async function pushHard(agent: Agent, order: LoadOrder, tally: Tally, until: number): Promise<void> {
  while (performance.now() < until) {
    if ((await send(agent, order, tally)) !== 202) await pause(REFUSED_PAUSE_MS)
  }
}

/** Bodies at fixed times, whether earlier ones are answered or not. */
async function pushSteadily(agent: Agent, order: LoadOrder, rate: number, tally: Tally, until: number): Promise<void> {
  const everyMs = (1000 * EVENTS_PER_BODY) / rate
  const open: Promise<number>[] = []
  for (let next = performance.now(); next < until; next += everyMs) {
    await pause(Math.max(0, next - performance.now()))
    open.push(send(agent, order, tally))
  }
  await Promise.all(open)
}

/** Sends one body; answers the status, 0 where there was none. */
async function send(agent: Agent, order: LoadOrder, tally: Tally): Promise<number> {
  const started = performance.now()
  const status = await post(agent, order, makeBody()).catch(() => 0)
  if (status === 202) {
    tally.accepted++
    tally.latencies.push(performance.now() - started)
  } else if (status === 429 || status === 503) tally.refused++
  else tally.failed++
  return status
}

function post(agent: Agent, { url, writeKey }: LoadOrder, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${writeKey}`,
      'content-type': 'application/json',
      'content-length': body.length,
    }
    const outgoing = request(`${url}/v1/events`, { method: 'POST', agent, headers, timeout: 30_000 }, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode ?? 0))
      response.once('error', reject)
    })
    outgoing.once('error', reject)
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer')))
    outgoing.end(body)
  })
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
