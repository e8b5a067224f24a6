import { expect, it } from 'vitest'
import { conflict, invalid, notFound, TidemarkError, tooLarge, toTidemarkError, unavailable } from './errors.ts'

it('gives each code its status', () => {
  expect([invalid(), notFound(), conflict(), tooLarge(), unavailable()].map((e) => [e.code, e.status])).toEqual([
    ['invalid_input', 400],
    ['not_found', 404],
    ['conflict', 409],
    ['too_large', 413],
    ['unavailable', 503],
  ])
})

it('tells when to retry', () => {
  expect(unavailable().retryAfterSeconds).toBe(1)
  expect(unavailable('Busy.', { retryAfterSeconds: 5 }).retryAfterSeconds).toBe(5)
})

it('hides foreign errors behind a safe message and keeps them as the cause', () => {
  const cause = new Error('password authentication failed for user "app"')
  const error = toTidemarkError(cause)
  expect(error).toBeInstanceOf(TidemarkError)
  expect(error.message).not.toContain('password')
  expect(error.cause).toBe(cause)
  expect(toTidemarkError(error)).toBe(error)
})
