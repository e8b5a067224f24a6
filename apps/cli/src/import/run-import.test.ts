import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { WireEvent } from '@tidemark/contracts'
import { order } from '@tidemark/packs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAccessLog } from '../access-log/read-access-log.ts'
import { compileMapping } from '../csv/compile-mapping.ts'
import { readCsv } from '../csv/read-csv.ts'
import { fingerprintFile } from './open-file.ts'
import { type Backfill, runImport } from './run-import.ts'
import type { SourceRecord } from './source-record.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-import-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const REQUEST = '203.0.113.7 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 512 "-" "-"'
const CSV_HEADER = 'InvoiceNo,StockCode,Quantity,InvoiceDate,CustomerID,Country,TotalPrice'
const mapping = compileMapping(
  {
    event: 'order',
    time: { column: 'InvoiceDate', format: 'M/d/yy H:mm' },
    actor: { column: 'CustomerID' },
    dimensions: {
      country: { column: 'Country' },
      product: { column: 'StockCode' },
      currency: { value: 'GBP' },
      cancelled: { column: 'InvoiceNo', startsWith: 'C' },
    },
    measures: { amount: { column: 'TotalPrice', decimals: 2 }, quantity: { column: 'Quantity' } },
  },
  () => order,
)

async function write(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function collect(records: AsyncIterable<SourceRecord>): Promise<SourceRecord[]> {
  const all: SourceRecord[] = []
  for await (const record of records) all.push(record)
  return all
}

test('identical lines of a log get ids of their own, and a zipped copy gets the same ones', async () => {
  const text = `${REQUEST}\n\n${REQUEST}\n`
  const plain = await write('a.log', text)
  const zipped = await write('a.copy', gzipSync(text))
  const print = await fingerprintFile(plain)
  expect(await fingerprintFile(zipped)).toBe(print)
  const records = await collect(readAccessLog(plain, print))
  expect(await collect(readAccessLog(zipped, print))).toEqual(records)
  expect(records).toEqual([
    { line: 1, event: expect.objectContaining({ id: `${print}:1`, actor: '203.0.113.7' }) },
    { line: 2, problem: 'not a line of an access log' },
    { line: 3, event: expect.objectContaining({ id: `${print}:3` }) },
  ])
})

test('a damaged archive says so', async () => {
  const path = await write('damaged.gz', gzipSync(REQUEST.repeat(1000)).subarray(0, 80))
  await expect(fingerprintFile(path)).rejects.toThrow(/damaged/)
  await expect(collect(readAccessLog(path, 'x'))).rejects.toThrow(/damaged/)
  await expect(collect(readCsv(path, 'x', mapping))).rejects.toThrow(/damaged/)
})

test('a file that is not there says so', async () => {
  await expect(fingerprintFile(join(folder, 'none'))).rejects.toThrow(/ENOENT/)
  await expect(collect(readCsv(join(folder, 'none'), 'x', mapping))).rejects.toThrow(/ENOENT/)
})

test('CSV: quotes, byte order mark, CRLF, short rows and cells that do not fit', async () => {
  const path = await write(
    'a.csv',
    `\uFEFF${CSV_HEADER}\r\n1,"A ""1"", x",2,12/1/10 8:26,7,France,1.50\r\nC2,B,1,12/1/10 8:26,,France,-0.01\r\n3,B,1\r\n4,B,1,soon,7,France,1\r\n`,
  )
  const records = await collect(readCsv(path, 'f', mapping))
  expect(records).toEqual([
    {
      line: 2,
      event: expect.objectContaining({
        id: 'f:2',
        actor: '7',
        props: expect.objectContaining({ product: 'A "1", x', amount: 150 }),
      }),
    },
    { line: 3, event: expect.objectContaining({ props: expect.objectContaining({ cancelled: true, amount: -1 }) }) },
    { line: 4, problem: 'has 3 columns where the header has 7' },
    { line: 5, problem: 'InvoiceDate does not look like M/d/yy H:mm' },
  ])
})

test('CSV: a header that does not fit and an empty file stop the import', async () => {
  await expect(collect(readCsv(await write('b.csv', 'a,b\n1,2\n'), 'f', mapping))).rejects.toThrow(/no column/)
  await expect(collect(readCsv(await write('c.csv', ''), 'f', mapping))).rejects.toThrow(/empty/)
})

test('every line is accounted for once, whatever the door says', async () => {
  const batches: number[] = []
  const door: Backfill = {
    add: async (events: readonly WireEvent[]) => {
      batches.push(events.length)
      return {
        accepted: events.length - 3,
        duplicate: 1,
        optedOut: 1,
        rejected: [{ index: 1, id: 'x', code: 'invalid_value', path: 'props.status', message: 'props.status is odd' }],
      }
    },
    finish: async () => ({ days: 4, rows: 99 }),
  }
  const lines = Array.from({ length: 12_000 }, (_, i) => (i === 6_000 ? 'prose' : REQUEST))
  const path = await write('b.log', lines.join('\n'))
  const heard: number[] = []
  const report = await runImport(readAccessLog(path, 'f'), door, ({ read }) => heard.push(read))
  expect(batches).toEqual([5_000, 5_000, 1_999])
  expect(heard).toEqual([5_000, 10_001, 12_000])
  expect(report).toMatchObject({
    read: 12_000,
    accepted: 11_990,
    duplicate: 3,
    rejected: 4,
    optedOut: 3,
    days: 4,
    rows: 99,
  })
  expect(report.read).toBe(report.accepted + report.duplicate + report.rejected + report.optedOut)
  expect(report.problems).toEqual([
    { line: 2, message: 'props.status is odd' },
    { line: 5_002, message: 'props.status is odd' },
    { line: 6_001, message: 'not a line of an access log' },
    { line: 10_003, message: 'props.status is odd' },
  ])
})
