import type { ErrorCode } from '@tidemark/contracts'
import { invalid, notFound, TidemarkError, tooLarge } from '@tidemark/platform'
import type { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { toPublicError } from '../http/public-error.ts'

const ISSUES_SHOWN = 10

type Mapped = { readonly error: TidemarkError; readonly status: number }

// What zod says about a caller's input names our public schema and the caller's own words, nothing of the inside.
export function fromInput(cause: ZodError): TidemarkError {
  const issues = cause.issues.slice(0, ISSUES_SHOWN).map(({ path, message }) => ({ path: path.join('.'), message }))
  return invalid('The input is not valid.', { details: { issues } })
}

function fromTrpc(error: TRPCError): Mapped | null {
  const plain = (mapped: TidemarkError, status = mapped.status): Mapped => ({ error: mapped, status })
  switch (error.code) {
    case 'BAD_REQUEST':
      return plain(error.cause instanceof ZodError ? fromInput(error.cause) : invalid('The request cannot be read.'))
    case 'PARSE_ERROR':
      return plain(invalid('The request cannot be read.'))
    case 'NOT_FOUND':
      return plain(notFound('There is no such procedure.'))
    case 'METHOD_NOT_SUPPORTED':
      return plain(invalid('Use the other method: GET reads, POST changes.'), 405)
    case 'UNSUPPORTED_MEDIA_TYPE':
      return plain(invalid('Send application/json.'), 415)
    case 'PAYLOAD_TOO_LARGE':
      return plain(tooLarge())
    default:
      return null
  }
}

/** Any failure of a call as the error that may leave and its HTTP status. */
export function mapCallError(error: TRPCError): Mapped {
  if (error.cause instanceof TidemarkError) return { error: error.cause, status: error.cause.status }
  const known = fromTrpc(error)
  if (known !== null) return known
  const mapped = toPublicError(error.cause ?? error)
  return { error: mapped, status: mapped.status }
}

export type CallErrorShape = {
  readonly code: TRPCNumber
  readonly message: string
  readonly data: {
    readonly code: ErrorCode
    readonly httpStatus: number
    readonly correlationId: string
    readonly details?: unknown
  }
}
type TRPCNumber = number

/** Builds the shape from nothing but the mapped error, so that no text of the original can slip through. */
export function toCallErrorShape(error: TRPCError, number: number, correlationId: string): CallErrorShape {
  const { error: mapped, status } = mapCallError(error)
  return {
    code: number,
    message: mapped.message,
    data: {
      code: mapped.code,
      httpStatus: status,
      correlationId,
      ...(mapped.details === undefined ? {} : { details: mapped.details }),
    },
  }
}
