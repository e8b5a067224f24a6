import type { ErrorBody } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db'
import { internal, invalid, notFound, rateLimited, TidemarkError, tooLarge, unavailable } from '@tidemark/platform'

// Prisma's codes for a database that cannot be reached, is too slow, or has no free connection.
const PRISMA_DOWN = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034'])

const CHAIN_MAX = 5

function* causes(error: unknown): Generator<unknown> {
  for (let at = error, depth = 0; at !== undefined && at !== null && depth < CHAIN_MAX; depth++) {
    yield at
    at = typeof at === 'object' && 'cause' in at ? at.cause : undefined
  }
}

const textField = (value: unknown, field: string): string => {
  if (typeof value !== 'object' || value === null || !(field in value)) return ''
  return String((value as Record<string, unknown>)[field])
}

function isDatabaseDown(error: unknown): boolean {
  for (const cause of causes(error)) {
    if (PRISMA_DOWN.has(textField(cause, 'code')) || textField(cause, 'name') === 'PrismaClientInitializationError')
      return true
    if (mapSqlError(cause) instanceof TidemarkError && !(cause instanceof TidemarkError)) return true
  }
  return false
}

/** Errors of the HTTP server itself, by status. Its own texts quote headers and limits, so none of them is passed on. */
function fromHttpStatus(status: number, cause: unknown): TidemarkError | null {
  if (status === 404) return notFound(undefined, { cause })
  if (status === 413) return tooLarge(undefined, { cause })
  if (status === 415) return invalid('Send application/json.', { cause })
  if (status === 429) return rateLimited(undefined, { cause, retryAfterSeconds: 1 })
  if (status >= 400 && status < 500) return invalid('The request cannot be read.', { cause })
  return null
}

/**
 * Whatever was thrown, as the error that may leave: only errors of our own keep their message, everything else becomes
 * a code and a sentence that say nothing about the inside.
 */
export function toPublicError(error: unknown): TidemarkError {
  if (error instanceof TidemarkError) return error
  if (isDatabaseDown(error)) return unavailable(undefined, { cause: error })
  const status = Number(textField(error, 'statusCode'))
  const fromServer = textField(error, 'code').startsWith('FST_') ? fromHttpStatus(status, error) : null
  return fromServer ?? internal(undefined, { cause: error })
}

/** The body in which an error leaves. */
export const toErrorBody = (error: TidemarkError, correlationId: string): ErrorBody => ({
  error: {
    code: error.code,
    message: error.message,
    correlationId,
    ...(error.details === undefined ? {} : { details: error.details }),
  },
})
