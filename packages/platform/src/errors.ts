import { ERROR_STATUS, type ErrorCode } from '@tidemark/contracts'

export type ErrorOptions = {
  /** Machine-readable facts that are safe to show to the caller. */
  details?: Record<string, unknown>
  /** What really happened: logged, never sent. */
  cause?: unknown
  /** Seconds after which a retry makes sense (429 and 503). */
  retryAfterSeconds?: number
}

/** A failure with a code for machines and a message that is safe to show: it never carries internal text. */
export class TidemarkError extends Error {
  readonly code: ErrorCode
  /** HTTP status that belongs to the code. */
  readonly status: number
  readonly details: Record<string, unknown> | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'TidemarkError'
    this.code = code
    this.status = ERROR_STATUS[code]
    this.details = options.details
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

type Make = (message?: string, options?: ErrorOptions) => TidemarkError
const maker =
  (code: ErrorCode, fallback: string): Make =>
  (message = fallback, options) =>
    new TidemarkError(code, message, options)

export const invalid = maker('invalid_input', 'The input is not valid.')
export const unauthenticated = maker('unauthenticated', 'Sign in or send a valid key.')
export const forbidden = maker('forbidden', 'You are not allowed to do this.')
export const notFound = maker('not_found', 'Not found.')
export const conflict = maker('conflict', 'The current state does not allow this.')
export const tooLarge = maker('too_large', 'The request is too large.')
export const rateLimited = maker('rate_limited', 'Too many requests. Try again later.')
export const internal = maker('internal', 'Something went wrong on our side.')

/** 503. Always says when to retry: one second unless told otherwise. */
export const unavailable: Make = (message = 'Temporarily unavailable. Try again.', options = {}) =>
  new TidemarkError('unavailable', message, { retryAfterSeconds: 1, ...options })

/** The error itself when it is ours, else an `internal` one that hides the original as its cause. */
export function toTidemarkError(error: unknown): TidemarkError {
  return error instanceof TidemarkError ? error : internal(undefined, { cause: error })
}
