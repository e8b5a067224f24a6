import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listRules } from '@tidemark/alerts'
import { generator } from '@tidemark/packs/workflow-runs/generator'
import { createLogger, readEnv } from '@tidemark/platform'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { findApiKey, revokeApiKey } from '@tidemark/workspace'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession, type Session } from '../session/open-session.ts'
import { createWorld } from './demo-world.ts'
import { ensureRule } from './ensure-rule.ts'
import { fillGap } from './fill-gap.ts'
import { findFilled, openDemo, openKey } from './open-demo.ts'

const HOUR_MS = 3_600_000
const log = createLogger('test', { level: 'silent' })
let database: TestDatabase
let session: Session
let folder = ''

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'tidemark-demo-'))
  session = await openSession(readEnv({ NODE_ENV: 'test', DATABASE_URL: database.url, TIDEMARK_DATA_DIR: folder }))
})
afterAll(async () => {
  await session.close()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

async function countEvents(): Promise<{ events: number; folded: number }> {
  const { service } = await openDemo(session)
  const { rows } = await session.pools.query.query<{ events: number; folded: number }>(
    `SELECT (SELECT count(*) FROM event WHERE project_id = $1) AS events,
       (SELECT sum(r.n)::int FROM rollup r JOIN series s ON s.id = r.series_id
        WHERE s.project_id = $1 AND s.event_type = 'run_started' AND r.grain = 4) AS folded`,
    [service.project.id],
  )
  return rows[0] ?? { events: 0, folded: 0 }
}

test('the project is made once, and whoever owns the installation sees it', async () => {
  const first = await openDemo(session)
  expect(await openDemo(session)).toEqual(first)
  const owners = await session.ctx.prisma.member.findMany({ where: { role: 'owner' } })
  const members = await session.ctx.prisma.projectMember.findMany({ where: { projectId: first.service.project.id } })
  expect(members.map(({ userId, role }) => ({ userId, role }))).toEqual(
    owners.map(({ userId }) => ({ userId, role: 'admin' })),
  )
})

test('the key is kept, and made anew where it was revoked', async () => {
  const { service } = await openDemo(session)
  const key = await openKey(session, service)
  expect(await openKey(session, service)).toBe(key)
  const found = await findApiKey(session.ctx.prisma, key, session.ctx.now())
  await revokeApiKey(service, found?.id ?? '')
  expect(await openKey(session, service)).not.toBe(key)
})

test('the rule is made once and tells the log', async () => {
  const { service } = await openDemo(session)
  for (let start = 0; start < 2; start++) await ensureRule(session, service, log)
  const rules = await listRules(service)
  expect(rules.map(({ name, channelIds }) => [name, channelIds.length])).toEqual([['Workflow SLI violation', 1]])
})

test('history is stored and folded; cut off and begun again it goes on where it was, and nothing is there twice', async () => {
  const demo = await openDemo(session)
  const world = createWorld(demo.birth, [generator])
  const from = demo.birth - 30 * HOUR_MS
  const whole = { from, to: from + 20 * HOUR_MS }
  const signal = new AbortController().signal
  expect(await findFilled(session, demo, whole)).toBe(from)

  const half = { from, to: from + 10 * HOUR_MS }
  expect(await fillGap(session, demo, world, half, { log, signal })).toBe(half.to)
  const filled = await findFilled(session, demo, whole)
  expect(half.to - filled).toBeLessThan(60_000)

  expect(await fillGap(session, demo, world, whole, { log, signal: AbortSignal.abort() })).toBe(filled)
  expect(await fillGap(session, demo, world, whole, { log, signal })).toBe(whole.to)
  const made = [...world.eventsIn(whole)]
  const started = made.filter(({ type }) => type === 'run_started').length
  expect(await countEvents()).toEqual({ events: made.length, folded: started })

  // What is missing now is little enough for the door.
  expect(whole.to - (await fillGap(session, demo, world, whole, { log, signal }))).toBeGreaterThan(0)
  expect(await countEvents()).toEqual({ events: made.length, folded: started })
})
