import { TidemarkError } from '@tidemark/platform'
import { expect, it } from 'vitest'
import { isRetryable, mapSqlError } from './sql-errors.ts'

const sqlError = (code: string, message = 'x') => Object.assign(new Error(message), { code })

it.each([
  ['ECONNREFUSED'],
  ['ECONNRESET'],
  ['08006'],
  ['53100'],
  ['53300'],
  ['55P03'],
  ['57014'],
  ['57P01'],
  ['57P03'],
  ['40P01'],
])('%s means: try again later', (code) => {
  const cause = sqlError(code, 'password authentication failed for postgres://u:p@h/db')
  const mapped = mapSqlError(cause)
  expect(mapped).toMatchObject({ code: 'unavailable', status: 503, retryAfterSeconds: 1, cause })
  expect((mapped as TidemarkError).message).not.toContain('postgres://')
})

it.each([['23505'], ['22P05'], ['42601']])('%s stays what it is', (code) => {
  const error = sqlError(code)
  expect(mapSqlError(error)).toBe(error)
})

it('knows failures without a code by their message, alone or in a group', () => {
  expect(mapSqlError(new Error('Connection terminated unexpectedly'))).toBeInstanceOf(TidemarkError)
  expect(mapSqlError(new Error('timeout exceeded when trying to connect'))).toBeInstanceOf(TidemarkError)
  expect(mapSqlError(new AggregateError([sqlError('ECONNREFUSED')]))).toBeInstanceOf(TidemarkError)
  expect(mapSqlError(Object.assign(sqlError('ENOENT'), { syscall: 'connect' }))).toBeInstanceOf(TidemarkError)
  expect(mapSqlError(Object.assign(sqlError('ENOENT'), { syscall: 'open' }))).not.toBeInstanceOf(TidemarkError)
  expect(mapSqlError(new Error('something else'))).not.toBeInstanceOf(TidemarkError)
})

it('only deadlocks and serialization failures run again', () => {
  expect(['40P01', '40001', '23505'].map((code) => isRetryable(sqlError(code)))).toEqual([true, true, false])
})
