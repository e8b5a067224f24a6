import { setTimeout as pause } from 'node:timers/promises'
import { type Batch, makeBatch } from './make-batch.ts'

export type LoadOptions = {
  readonly url: string
  readonly writeKey: string
  /** events per second aimed at */
  readonly rate: number
  /** share of acknowledged batches that are sent once more */
  readonly resendShare: number
}

/** What was sent and what became of it, as the sender saw it. */
export type Ledger = {
  /** ids that must be stored: their batch was acknowledged */
  readonly acknowledged: Set<string>
  /** ids whose batch was given up at the end without an acknowledgement; they may or may not be stored */
  readonly unacknowledged: Set<string>
  /** requests that brought no answer at all, repeated with the same ids */
  unknown: number
  /** requests refused with 429 or 503, repeated */
  refused: number
  /** acknowledged batches sent once more */
  resent: number
  /** batches not started because too many were open */
  shed: number
  /** answers that must never come, with their status */
  readonly bad: string[]
}

/** A load that runs until it is stopped; `stop` waits until every batch has its answer, at most `deadlineMs`. */
export type Load = { readonly ledger: Ledger; stop(deadlineMs: number): Promise<void> }

const BATCH_EVENTS = 50
const OPEN_BATCHES = 200
const TIMEOUT_MS = 5_000

type Answer = 'acknowledged' | 'refused' | 'unknown' | 'bad'

/** Sends batches at a steady rate and repeats each, ids and all, until it is acknowledged. */
export function startLoad(options: LoadOptions): Load {
  const ledger: Ledger = {
    acknowledged: new Set(),
    unacknowledged: new Set(),
    unknown: 0,
    refused: 0,
    resent: 0,
    shed: 0,
    bad: [],
  }
  const open = new Set<Promise<void>>()
  const state = { giveUpAt: Number.POSITIVE_INFINITY, batches: 0 }

  const begin = () => {
    if (open.size >= OPEN_BATCHES) {
      ledger.shed++
      return
    }
    const batch = makeBatch(state.batches++, BATCH_EVENTS, Date.now())
    const done = deliver(options, ledger, batch, () => performance.now() > state.giveUpAt)
    open.add(done)
    void done.finally(() => open.delete(done))
  }
  const timer = setInterval(begin, (1000 * BATCH_EVENTS) / options.rate)

  return {
    ledger,
    async stop(deadlineMs) {
      clearInterval(timer)
      state.giveUpAt = performance.now() + deadlineMs
      await Promise.all(open)
    },
  }
}

async function deliver(options: LoadOptions, ledger: Ledger, batch: Batch, gaveUp: () => boolean): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { answer, retryAfterMs } = await post(options, ledger, batch)
    if (answer === 'acknowledged') break
    if (answer === 'bad' || gaveUp()) {
      for (const id of batch.valid) ledger.unacknowledged.add(id)
      return
    }
    if (answer === 'unknown') ledger.unknown++
    else ledger.refused++
    await pause(Math.max(retryAfterMs, Math.random() * 100 * 2 ** Math.min(attempt, 5)))
  }
  for (const id of batch.valid) ledger.acknowledged.add(id)
  if (Math.random() >= options.resendShare) return
  ledger.resent++
  await post(options, ledger, batch)
}

async function post(
  { url, writeKey }: LoadOptions,
  ledger: Ledger,
  batch: Batch,
): Promise<{ answer: Answer; retryAfterMs: number }> {
  try {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' },
      body: `{"sentAt":"${new Date().toISOString()}","events":${batch.events}}`,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await response.text()
    if (response.status === 202) return { answer: 'acknowledged', retryAfterMs: 0 }
    if (response.status === 429 || response.status === 503) {
      // Waiting as long as asked would leave the house idle while the next part is killed.
      return {
        answer: 'refused',
        retryAfterMs: Math.min(1_000, 1000 * Number(response.headers.get('retry-after') ?? 0)),
      }
    }
    ledger.bad.push(`HTTP ${response.status} ${text.slice(0, 200)}`)
    return { answer: 'bad', retryAfterMs: 0 }
  } catch {
    return { answer: 'unknown', retryAfterMs: 0 }
  }
}
