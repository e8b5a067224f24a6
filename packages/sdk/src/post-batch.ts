import type { IngestResponse, Rejection } from '@tidemark/contracts'
import { readRetryAfter } from './backoff.ts'
import type { EncodedEvent } from './encode-event.ts'
import type { Runtime } from './runtime.ts'

export type Answer =
  | {
      readonly kind: 'accepted'
      readonly accepted: number
      readonly optedOut: number
      readonly rejections: readonly Rejection[]
    }
  | { readonly kind: 'retry'; readonly retryAfterMs: number; readonly detail: string }
  | { readonly kind: 'too_large'; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string }

export type Target = {
  readonly endpoint: string
  readonly writeKey: string
  readonly timeoutMs: number
  readonly runtime: Runtime
}

/** Sends events once and says what the server made of them. Never rejects: silence and noise are reasons to retry. */
export async function postBatch(target: Target, batch: readonly EncodedEvent[], keepalive: boolean): Promise<Answer> {
  const { runtime } = target
  const abort = new AbortController()
  const cancel = runtime.after(target.timeoutMs, () => abort.abort())
  try {
    const response = await runtime.fetch(target.endpoint, {
      method: 'POST',
      headers: { authorization: `Bearer ${target.writeKey}`, 'content-type': 'application/json' },
      body: bodyOf(batch, runtime.now()),
      credentials: 'omit',
      keepalive,
      signal: abort.signal,
    })
    return await readAnswer(response, batch.length, runtime.now())
  } catch (error) {
    return { kind: 'retry', retryAfterMs: 0, detail: error instanceof Error ? error.name : 'no answer' }
  } finally {
    cancel()
  }
}

/** `sentAt` is written at every attempt: the server measures the sender's clock with it. */
function bodyOf(batch: readonly EncodedEvent[], now: number): string {
  const events = batch.map((event) => event.json).join(',')
  return `{"sentAt":"${new Date(now).toISOString()}","events":[${events}]}`
}

async function readAnswer(response: Response, sent: number, now: number): Promise<Answer> {
  const detail = `HTTP ${response.status}`
  if (response.ok) return readVerdicts(await response.json(), sent)
  if (response.status === 413) return { kind: 'too_large', detail }
  if (response.status === 408 || response.status === 429 || response.status >= 500) {
    return { kind: 'retry', retryAfterMs: readRetryAfter(response.headers.get('retry-after'), now), detail }
  }
  return { kind: 'refused', detail }
}

function readVerdicts(body: unknown, sent: number): Answer {
  const { rejected, optedOut } = body as Partial<IngestResponse>
  // A proxy's own 200 page is no acknowledgement.
  if (!Array.isArray(rejected)) return { kind: 'retry', retryAfterMs: 0, detail: 'the answer is not from Tidemark' }
  const dropped = typeof optedOut === 'number' ? optedOut : 0
  return { kind: 'accepted', accepted: sent - rejected.length - dropped, optedOut: dropped, rejections: rejected }
}
