import { error } from '@sveltejs/kit'
import { ERROR_STATUS } from '@tidemark/contracts'
import { type ApiError, toApiError } from './errors.ts'

/** Shows a failed load as the error page. */
export const raise = (thrown: ApiError | unknown): never => {
  const known = toApiError(thrown)
  return error(ERROR_STATUS[known.code], {
    message: known.message,
    code: known.code,
    ...(known.correlationId === null ? {} : { correlationId: known.correlationId }),
  })
}
