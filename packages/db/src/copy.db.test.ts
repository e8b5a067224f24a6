import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ByteStrings, NULL_INT } from './binary-columns.ts'
import { BinaryRowWriter } from './binary-row-writer.ts'
import { copyInBinary } from './copy-in.ts'
import { scanRows } from './copy-out.ts'
import { createPool, type Pool, withClient } from './pools.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createPool({ url: database.url, applicationName: 'test', max: 2, statementTimeoutMs: 30_000 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

describe('scanRows', () => {
  it('reads every column type, nulls included', async () => {
    const select = `
      SELECT * FROM (VALUES
        (1::int2, -2::int4, 9007199254740991::int8, 0.1::float8, timestamptz '2026-03-29T01:00:00.123Z',
         uuid '01a1fb61-e588-7692-ad73-039b9965ffe7', '\\x00ff'::bytea, 'é'::text, '{1,NULL,3}'::float8[]),
        (NULL::int2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        ((-1)::int2, 7, -5000000000, 'NaN', timestamptz '1969-12-31T23:59:59.999Z',
         uuid 'ffffffff-ffff-ffff-ffff-ffffffffffff', '\\x07', '', '{}')) v`
    const kinds = ['int2', 'int4', 'int8', 'float8', 'timestamptz', 'uuid', 'bytea', 'text', 'float8[2]'] as const
    const read: unknown[][] = []
    const listBytes = ({ starts, bytes }: ByteStrings, rows: number) =>
      Array.from({ length: rows }, (_, row) => [...bytes.subarray(starts[row], starts[row + 1])])
    const rows = await withClient(pool, (client) =>
      scanRows(client, select, kinds, (batch) => {
        for (const column of batch.columns)
          read.push(
            'starts' in column
              ? listBytes(column, batch.rows)
              : Array.from(column as ArrayLike<unknown>).slice(0, batch.rows * 4),
          )
      }),
    )
    expect(rows).toBe(3)
    const [int2, int4, int8, float8, instants, words, bytes, texts, measures] = read as unknown[][]
    expect(int2!.slice(0, 3)).toEqual([1, NULL_INT, -1])
    expect(int4!.slice(0, 3)).toEqual([-2, NULL_INT, 7])
    expect(int8!.slice(0, 3)).toEqual([Number.MAX_SAFE_INTEGER, Number.NaN, -5_000_000_000])
    expect(float8!.slice(0, 3)).toEqual([0.1, Number.NaN, Number.NaN])
    expect(instants!.slice(0, 3)).toEqual([Date.UTC(2026, 2, 29, 1, 0, 0, 123), Number.NaN, -1])
    expect(words).toEqual([
      0x01a1fb61, 0xe5887692, 0xad73039b, 0x9965ffe7, 0, 0, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
    ])
    expect(bytes).toEqual([[0, 255], [], [7]])
    expect(texts!.slice(0, 3)).toEqual(['é', null, ''])
    expect(measures!.slice(0, 6)).toEqual([1, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN])
  })

  it('keeps rows whole across the chunks of the socket, whatever their size', async () => {
    let rows = 0
    let total = 0
    let bytes = 0
    const select = `SELECT i, convert_to(repeat(chr(97 + i % 26), (i * 7919) % 30000), 'UTF8') FROM generate_series(1, 3000) i`
    await withClient(pool, async (client) => {
      const count = await scanRows(
        client,
        select,
        ['int4', 'bytea'],
        (batch) => {
          rows += batch.rows
          for (let i = 0; i < batch.rows; i++) {
            total += batch.columns[0][i]!
            const { starts, bytes: all } = batch.columns[1]
            const text = all.subarray(starts[i], starts[i + 1])
            expect(text.length).toBe((batch.columns[0][i]! * 7919) % 30000)
            // What the next reads of the socket bring must not show through.
            expect(text.every((byte) => byte === 97 + (batch.columns[0][i]! % 26))).toBe(true)
            bytes += text.length
          }
        },
        { batchRows: 7 },
      )
      expect(count).toBe(3000)
      // The connection is whole again afterwards, for answers that come in many reads too.
      const { rows: texts } = await client.query<{ text: string }>(
        'SELECT repeat(chr(97 + i % 26), 30000) AS text FROM generate_series(0, 199) i',
      )
      expect(texts.map(({ text }) => text)).toEqual(
        Array.from({ length: 200 }, (_, i) => String.fromCharCode(97 + (i % 26)).repeat(30_000)),
      )
    })
    expect([rows, total]).toEqual([3000, 4_501_500])
    expect(bytes).toBeGreaterThan(40_000_000)
  })

  it('answers 0 for no rows', async () => {
    expect(
      await withClient(pool, (client) => scanRows(client, 'SELECT 1 WHERE false', ['int4'], () => undefined)),
    ).toBe(0)
  })

  it('throws the error of the server, before and in the middle of the data, and leaves the connection usable', async () => {
    await withClient(pool, async (client) => {
      await expect(scanRows(client, 'SELECT nothing', ['int4'], () => undefined)).rejects.toThrow(/nothing/)
      const late = 'SELECT 1 / (50000 - i) FROM generate_series(1, 60000) i'
      await expect(scanRows(client, late, ['int4'], () => undefined)).rejects.toThrow(/division by zero/)
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    })
  })

  it('stops when a batch throws', async () => {
    const scan = withClient(pool, (client) =>
      scanRows(client, 'SELECT i FROM generate_series(1, 1000000) i', ['int4'], () => {
        throw new Error('enough')
      }),
    )
    await expect(scan).rejects.toThrow('enough')
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  it('refuses a row with another number of columns', async () => {
    const scan = withClient(pool, (client) => scanRows(client, 'SELECT 1, 2', ['int4'], () => undefined))
    await expect(scan).rejects.toThrow(/expected 1 columns/)
  })

  it('refuses a column of another type', async () => {
    const scan = (select: string, kind: 'int4' | 'float8[1]') =>
      withClient(pool, (client) => scanRows(client, select, [kind], () => undefined))
    await expect(scan('SELECT 1::int8', 'int4')).rejects.toThrow(/column 1 is not of type int4/)
    await expect(scan(`SELECT '{1}'::float4[]`, 'float8[1]')).rejects.toThrow(/float8/)
    await expect(scan(`SELECT '{{1}}'::float8[]`, 'float8[1]')).rejects.toThrow(/flat/)
  })
})

describe('copyInBinary', () => {
  it('writes every type', async () => {
    await pool.query(
      'CREATE TABLE written (a int2, b int4, c int8, d float8, e timestamptz, f uuid, g bytea, h text, i float8[], j int4[])',
    )
    const writer = new BinaryRowWriter(64)
    function* chunks() {
      writer.startRow(10)
      writer.int2(-3)
      writer.int4(4)
      writer.int8(-5_000_000_000)
      writer.float8(0.1)
      writer.timestamptz(-1)
      writer.uuid('01a1fb61-e588-7692-ad73-039b9965ffe7')
      writer.bytea(Buffer.from([0, 255]))
      writer.text('é💧')
      writer.float8Array([1, Number.NaN, 2])
      writer.int4Array([])
      expect(writer.full).toBe(true)
      yield writer.take()
      writer.startRow(10)
      for (let i = 0; i < 10; i++) writer.null()
      yield writer.end()
    }
    expect(await withClient(pool, (client) => copyInBinary(client, 'written', chunks()))).toBe(2)
    const { rows } = await pool.query('SELECT * FROM written WHERE a IS NOT NULL')
    expect(rows).toEqual([
      {
        a: -3,
        b: 4,
        c: -5_000_000_000,
        d: 0.1,
        e: new Date(-1),
        f: '01a1fb61-e588-7692-ad73-039b9965ffe7',
        g: Buffer.from([0, 255]),
        h: 'é💧',
        i: [1, null, 2],
        j: [],
      },
    ])
  })

  it('a failing sender rolls the copy back and the connection lives on', async () => {
    await pool.query('CREATE TABLE untouched (a int4)')
    function* chunks() {
      const writer = new BinaryRowWriter()
      writer.startRow(1)
      writer.int4(1)
      yield writer.take()
      throw new Error('source broke')
    }
    await withClient(pool, async (client) => {
      await expect(copyInBinary(client, 'untouched', chunks())).rejects.toThrow('source broke')
      await expect(copyInBinary(client, 'untouched', [Buffer.from('rubbish that is not a copy')])).rejects.toThrow(
        /COPY/,
      )
      await expect(copyInBinary(client, 'no_such_table', [])).rejects.toThrow(/no_such_table/)
      expect((await client.query('SELECT count(*)::int4 AS n FROM untouched')).rows).toEqual([{ n: 0 }])
    })
  })
})
