import type { INGEST_LIMITS } from '@tidemark/contracts'

/** The door refuses larger events, so they need not travel. */
const EVENT_BYTES: (typeof INGEST_LIMITS)['eventBytes'] = 32_768

export type EncodedEvent = { readonly id: string; readonly json: string; readonly bytes: number }
export type EncodeFailure = { readonly reason: 'unserialisable' | 'too_large'; readonly detail: string }

export type TrackOptions = {
  /** who did it; the server stores a keyed pseudonym only */
  actor?: string | undefined
  session?: string | undefined
  correlationId?: string | undefined
  /** when it happened: epoch ms, a Date or RFC 3339 text; now unless told */
  ts?: number | Date | string | undefined
  /** false: the server drops the event; event types gated by consent need true */
  consent?: boolean | undefined
  /** share of such events that are sent at all: this one stands for 1 / sampleRate of them */
  sampleRate?: number | undefined
}

const utf8 = new TextEncoder()

/** One event as it travels, or why it cannot. Never throws, whatever `props` holds. */
export function encodeEvent(
  id: string,
  type: string,
  props: unknown,
  options: TrackOptions,
  now: number,
): EncodedEvent | EncodeFailure {
  try {
    const { actor, session, correlationId, consent, sampleRate } = options
    const ts = formatTime(options.ts ?? now)
    const json = JSON.stringify({ id, type, ts, actor, session, correlationId, consent, sampleRate, props })
    // UTF-8 is never shorter than the count of UTF-16 units.
    const bytes = json.length > EVENT_BYTES ? json.length : utf8.encode(json).length
    if (bytes > EVENT_BYTES) return { reason: 'too_large', detail: `an event may take ${EVENT_BYTES} bytes as JSON` }
    return { id, json, bytes }
  } catch (error) {
    return { reason: 'unserialisable', detail: error instanceof Error ? error.name : 'the event cannot become JSON' }
  }
}

function formatTime(ts: number | Date | string): string {
  return typeof ts === 'string' ? ts : new Date(ts).toISOString()
}
