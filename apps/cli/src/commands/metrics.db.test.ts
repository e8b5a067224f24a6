import { createDoor } from '@tidemark/metrics'
import { readEnv } from '@tidemark/platform'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession, type Session } from '../session/open-session.ts'
import { rollUp } from './metrics-rollup.ts'
import { saveWindows } from './metrics-sli.ts'

let database: TestDatabase
let session: Session

beforeAll(async () => {
  database = await createTestDatabase()
  session = await openSession(readEnv({ NODE_ENV: 'test', DATABASE_URL: database.url }))
})
afterAll(async () => {
  await session.close()
  await database.drop()
})

const run = (type: string, workflow: string) => ({
  id: crypto.randomUUID(),
  type,
  ts: new Date(Date.now() - 60_000).toISOString(),
  props: { workflow, duration: 10 },
})

test('what waits is rolled up, the service levels of it are saved, and again changes nothing [OPS-02]', async () => {
  const { project } = await session.openProject('main')
  await rollUp(session, { bucket: '5m' })
  const secret = 'a secret that is only used in these tests'
  const door = createDoor({ pools: session.pools, catalog: session.catalog, secret })
  const events = [...Array.from({ length: 39 }, () => run('run_succeeded', 'a')), run('run_failed', 'b')]
  await door.accept({ id: project.id, rawRetentionDays: 7 }, { events })
  await door.close()

  const since = new Date(Date.now() - 86_400_000).toISOString()
  expect(await rollUp(session, { bucket: '5m', since })).toMatchObject({ events: 40, complete: true })
  const again = await rollUp(session, { bucket: '1h', since, project: 'main' })
  expect(again).toMatchObject({ events: 0, complete: true })
  expect(again.remerged).toBeGreaterThan(0)

  const saved = await saveWindows(session, { projectId: 'main', window: '7d' })
  expect(saved.map(({ workflow, reading }) => [workflow, reading.totalRuns, reading.successPct])).toEqual([
    [null, 40, 97.5],
    ['a', 39, 100],
    ['b', 1, 0],
  ])
  expect(await saveWindows(session, { workflowId: 'b' })).toHaveLength(3)
  await expect(saveWindows(session, { project: 'nothing' })).rejects.toMatchObject({ code: 'not_found' })
})
