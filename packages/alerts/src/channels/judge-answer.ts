import type { SendResult } from './define-channel.ts'

const RETRY_AFTER_MAX_MS = 24 * 3_600_000
const MAY_SAY_WHEN: readonly number[] = [429, 503]

/** Milliseconds that a Retry-After header, seconds or an HTTP date, asks to wait, at most a day. Pure. */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS)
}

/**
 * What a receiver's answer means: 2xx took it, 410 wants no more, everything else may pass. A redirect is not followed:
 * it may lead anywhere. Pure.
 */
export function judgeAnswer(status: number, retryAfter: string | undefined, now: number): SendResult {
  if (status >= 200 && status < 300) return { kind: 'ok', ref: null }
  if (status === 410) return { kind: 'refuse', reason: 'the receiver answered 410: it is gone for good' }
  const redirect = status >= 300 && status < 400
  const reason = `the receiver answered ${status}${redirect ? ', a redirect, which is not followed' : ''}`
  const afterMs = MAY_SAY_WHEN.includes(status) ? readRetryAfter(retryAfter, now) : undefined
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) }
}
