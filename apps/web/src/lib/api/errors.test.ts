import { expect, test } from 'vitest'
import { ApiError, toApiError } from './errors.ts'

const trpc = (data: unknown, message = 'No such metric') => Object.assign(new Error(message), { data })

test.each([
  ['our code', trpc({ code: 'not_found', correlationId: 'c1' }), 'not_found', 'No such metric', 'c1'],
  ['a tRPC code', trpc({ code: 'UNAUTHORIZED' }), 'unauthenticated', 'No such metric', null],
  ['an unknown code', trpc({ code: 'WAT' }), 'internal', 'Something went wrong on the server.', null],
  ['a broken connection', new TypeError('fetch failed'), 'unavailable', 'The server cannot be reached.', null],
  ['not even an error', null, 'unavailable', 'The server cannot be reached.', null],
])('%s', (_, thrown, code, message, correlationId) => {
  expect(toApiError(thrown)).toMatchObject({ code, message, correlationId })
})

test('an error that was read already stays as it is', () => {
  const error = new ApiError('conflict', 'Taken')
  expect(toApiError(error)).toBe(error)
})
