import { ErrorCode } from '@tidemark/contracts'

/** What went wrong, in words for the person in front of the page. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: ErrorCode
  /** names the request in the server's log; null when no server answered */
  readonly correlationId: string | null

  constructor(code: ErrorCode, message: string, correlationId: string | null = null) {
    super(message)
    this.code = code
    this.correlationId = correlationId
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const FROM_TRPC: Record<string, ErrorCode> = {
  BAD_REQUEST: 'invalid_input',
  PARSE_ERROR: 'invalid_input',
  UNAUTHORIZED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not_found',
  CONFLICT: 'conflict',
  PAYLOAD_TOO_LARGE: 'too_large',
  TOO_MANY_REQUESTS: 'rate_limited',
  SERVICE_UNAVAILABLE: 'unavailable',
}

const codeOf = (value: unknown): ErrorCode | null => {
  const known = ErrorCode.safeParse(value)
  return known.success ? known.data : (FROM_TRPC[String(value)] ?? null)
}

/** Reads any failure of a call: the server's own error shape, a tRPC error, or a connection that broke. */
export const toApiError = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error
  const data = isRecord(error) ? error.data : undefined
  if (isRecord(data)) {
    const code = codeOf(data.code)
    const message = textOf(isRecord(error) ? error.message : null) ?? 'The server refused this request.'
    if (code !== null) return new ApiError(code, message, textOf(data.correlationId))
    return new ApiError('internal', 'Something went wrong on the server.', textOf(data.correlationId))
  }
  return new ApiError('unavailable', 'The server cannot be reached.')
}

/** True where the failure only means that the caller lost interest. */
export const isAbort = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted || (error instanceof Error && error.name === 'AbortError')
