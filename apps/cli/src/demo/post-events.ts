import { setTimeout as pause } from 'node:timers/promises'
import { INGEST_LIMITS, IngestResponse, type WireEvent } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'

export type Door = { readonly url: string; readonly writeKey: string }

const TIMEOUT_MS = 10_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5_000

/**
 * Sends events as any application does, and again with the same ids until they are acknowledged or `signal` aborts.
 * Throws `invalid_input` where the door refuses them for good.
 */
export async function postEvents(door: Door, events: readonly WireEvent[], signal: AbortSignal): Promise<void> {
  for (let from = 0; from < events.length; from += INGEST_LIMITS.events)
    await postBatch(door, events.slice(from, from + INGEST_LIMITS.events), signal)
}

async function postBatch(door: Door, events: readonly WireEvent[], signal: AbortSignal): Promise<void> {
  for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    const response = await post(door, events).catch(() => undefined)
    if (response?.status === 202) return assertAccepted(await response.json())
    if (response !== undefined && response.status < 500 && response.status !== 429)
      throw invalid(`The door refused the events of the demo (HTTP ${response.status}).`)
    await pause(waitMs, undefined, { signal }).catch(() => undefined)
  }
}

const post = ({ url, writeKey }: Door, events: readonly WireEvent[]): Promise<Response> =>
  fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sentAt: new Date().toISOString(), events }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })

function assertAccepted(answer: unknown): void {
  const { rejected } = IngestResponse.parse(answer)
  const first = rejected[0]
  if (first !== undefined) throw invalid(`The door rejected ${rejected.length} events of the demo: ${first.message}`)
}
