import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readEnv } from '@tidemark/platform'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAccessLog } from '../access-log/read-access-log.ts'
import { openBackfill } from '../import/open-backfill.ts'
import { fingerprintFile } from '../import/open-file.ts'
import { type ImportReport, runImport } from '../import/run-import.ts'
import { openSession, type Session } from '../session/open-session.ts'

let database: TestDatabase
let session: Session
let folder = ''

beforeAll(async () => {
  database = await createTestDatabase()
  session = await openSession(readEnv({ NODE_ENV: 'test', DATABASE_URL: database.url }))
  folder = await mkdtemp(join(tmpdir(), 'tidemark-import-'))
})
afterAll(async () => {
  await session.close()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const line = (day: number, status: number, client = '203.0.113.7') =>
  `${client} - - [${day}/May/2015:10:05:03 +0000] "GET /a?token=secret HTTP/1.1" ${status} 512 "-" "-"`

async function importLog(name: string, lines: readonly string[]): Promise<ImportReport> {
  const path = join(folder, name)
  const text = lines.join('\n')
  await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text)
  const { project } = await session.openProject('main')
  const door = await openBackfill(session, project)
  return runImport(readAccessLog(path, await fingerprintFile(path)), door, () => undefined)
}

async function countByDayAndStatus(): Promise<Record<string, number>> {
  const { rows } = await session.pools.query.query<{ key: string; n: number }>(
    `SELECT to_char(r.bucket, 'MM-DD') || ' ' || (s.dims->>'status') AS key, sum(r.n)::int AS n
     FROM rollup r JOIN series s ON s.id = r.series_id WHERE s.measure = '' AND r.grain = 4 GROUP BY 1 ORDER BY 1`,
  )
  return Object.fromEntries(rows.map(({ key, n }) => [key, n]))
}

test('a log is folded into its own days, and importing it again, zipped or not, changes nothing', async () => {
  const lines = [line(17, 200), line(17, 200), line(18, 404), 'prose', line(18, 200, '2001:db8::1')]
  const first = await importLog('a.log', lines)
  expect(first).toMatchObject({ read: 5, accepted: 4, duplicate: 0, rejected: 1, days: 2 })
  expect(first.problems).toEqual([{ line: 4, message: 'not a line of an access log' }])
  const counts = { '05-17 200': 2, '05-18 200': 1, '05-18 404': 1 }
  expect(await countByDayAndStatus()).toEqual(counts)

  for (const name of ['a.log', 'b.log.gz']) {
    const again = await importLog(name, lines)
    expect(again).toMatchObject({ read: 5, accepted: 0, duplicate: 4, rejected: 1 })
    expect(await countByDayAndStatus()).toEqual(counts)
  }

  const other = await importLog('c.log', [line(17, 200)])
  expect(other).toMatchObject({ read: 1, accepted: 1, duplicate: 0 })
  expect(await countByDayAndStatus()).toEqual({ ...counts, '05-17 200': 3 })
})

test('neither an address nor a query string is kept', async () => {
  const { rows } = await session.pools.query.query<{ kept: string }>(
    `SELECT (SELECT string_agg(e::text, ' ') FROM event e) || (SELECT string_agg(d::text, ' ') FROM dimension_set d)
       || (SELECT coalesce(string_agg(r::text, ' '), '') FROM event_rejected r) AS kept`,
  )
  expect(rows[0]?.kept).toContain('/a')
  expect(rows[0]?.kept).not.toMatch(/203\.0\.113\.7|2001:db8|secret/)
})
