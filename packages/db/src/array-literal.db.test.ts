import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as arrays from './array-literal.ts'
import { createPool, type Pool } from './pools.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createPool({ url: database.url, applicationName: 'test', max: 2, statementTimeoutMs: 10_000 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

async function roundTrip(type: string, parameter: Buffer): Promise<unknown[]> {
  const { rows } = await pool.query<{ v: unknown }>(`SELECT v FROM unnest($1::${type}[]) v`, [parameter])
  return rows.map((row) => row.v)
}

const HOSTILE = [
  '',
  ' ',
  '{',
  '}',
  '{}',
  ',',
  '"',
  '\\',
  '\\"',
  'NULL',
  'null',
  "'; drop table x; --",
  '\n\r\t',
  '💧',
  'a\\u0000b',
]

it('text arrays keep hostile strings and nulls', async () => {
  expect(await roundTrip('text', arrays.textArray([...HOSTILE, null]))).toEqual([...HOSTILE, null])
})

it('text arrays keep any well-formed text', async () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text), { maxLength: 50 }), async (values) => {
      expect(await roundTrip('text', arrays.textArray(values))).toEqual(values)
    }),
    { numRuns: 50 },
  )
})

it('text arrays refuse what Postgres cannot store', () => {
  expect(() => arrays.textArray(['a\0b'])).toThrow(RangeError)
})

it('ids as words are the same ids', async () => {
  const words = Uint32Array.of(0x0198f3a1, 0x2b3c7def, 0x80000000, 0xffffffff, 0, 0, 0, 1)
  const texts = ['0198f3a1-2b3c-7def-8000-0000ffffffff', '00000000-0000-0000-0000-000000000001']
  expect(await roundTrip('uuid', arrays.uuidWordsArray(words))).toEqual(texts)
  expect(arrays.uuidWordsArray(words)).toEqual(arrays.uuidArray(texts))
})

it('numbers survive exactly', async () => {
  const floats = [0, -0, 0.1, -1e-300, Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN, Number.POSITIVE_INFINITY, null]
  expect(await roundTrip('float8', arrays.float8Array(floats))).toEqual(floats)
  const ints = [0, -1, 2 ** 31 - 1, -(2 ** 31), null]
  expect(await roundTrip('int4', arrays.int4Array(ints))).toEqual(ints)
  expect(await roundTrip('int2', arrays.int2Array([0, -32768, 32767, null]))).toEqual([0, -32768, 32767, null])
  const bigs = [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 32, -(2 ** 32), null]
  expect(await roundTrip('int8', arrays.int8Array(bigs))).toEqual(bigs)
})

it('typed arrays are accepted as they are', async () => {
  expect(await roundTrip('float8', arrays.float8Array(Float64Array.of(1, 2)))).toEqual([1, 2])
  expect(await roundTrip('int4', arrays.int4Array(Int32Array.of(-1)))).toEqual([-1])
})

it('refuses numbers that do not fit', () => {
  expect(() => arrays.int4Array([2 ** 31])).toThrow(RangeError)
  expect(() => arrays.int8Array([2 ** 53])).toThrow(RangeError)
  expect(() => arrays.int8Array([0.5])).toThrow(RangeError)
})

it('instants, ids and bytes survive', async () => {
  const instants = [0, -1, 1_700_000_000_123, Date.UTC(2280, 11, 31), Date.UTC(1720, 0), null]
  const read = await roundTrip('timestamptz', arrays.timestamptzArray(instants))
  expect(read.map((value) => (value as Date | null)?.getTime() ?? null)).toEqual(instants)
  const ids = ['00000000-0000-0000-0000-000000000000', '01a1fb61-e588-7692-ad73-039b9965ffe7', null]
  expect(await roundTrip('uuid', arrays.uuidArray(ids))).toEqual(ids)
  const bytes = [Buffer.alloc(0), Buffer.from([0, 255, 92, 34]), null]
  expect(await roundTrip('bytea', arrays.byteaArray(bytes))).toEqual(bytes)
})

it('empty arrays are empty', async () => {
  for (const [type, parameter] of [
    ['text', arrays.textArray([])],
    ['int4', arrays.int4Array([])],
    ['bytea', arrays.byteaArray([])],
    ['uuid', arrays.uuidArray([])],
  ] as const) {
    expect(await roundTrip(type, parameter)).toEqual([])
  }
})

it('arrays inside arrays travel as text', async () => {
  const rows = [[1, null, 2.5], [], [Number.NaN, -1e-300]]
  const { rows: read } = await pool.query<{ m: (number | null)[] }>(
    'SELECT m::float8[] AS m FROM unnest($1::text[]) m',
    [arrays.textArray(rows.map(arrays.numberLiteral))],
  )
  expect(read.map((row) => row.m)).toEqual(rows)
})
