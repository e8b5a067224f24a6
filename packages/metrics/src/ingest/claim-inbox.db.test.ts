import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, request, type World } from '../../test/world.ts'
import { drainInbox } from './drain-inbox.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const count = async (sql: string) => Number((await world.pools.work.query(sql)).rows[0].n)

test('a batch becomes raw events and 1-minute rows, and leaves the inbox', async () => {
  const now = Date.now()
  const events = [
    request(now, { duration: 10, bytes: 100 }, { actor: 'ann' }),
    request(now, { duration: 20, status: 500 }, { actor: 'bob' }),
    request(now, { route: '/x' }),
    { id: 'bad', type: 'api_request', ts: 'yesterday' },
  ]
  const answer = await world.door.accept(world.project, { sentAt: new Date(now).toISOString(), events })
  expect(answer.accepted).toBe(3)
  expect(answer.rejected).toMatchObject([{ index: 3, id: 'bad', code: 'invalid_timestamp', path: 'ts' }])
  const report = await drainInbox(world.context, { budgetMs: 5_000, concurrency: 2 })
  expect(
    report.claims.flatMap((claim) => claim.projects).map(({ stored, duplicates }) => ({ stored, duplicates })),
  ).toEqual([{ stored: 3, duplicates: 0 }])
  expect(await count('SELECT count(*) AS n FROM event')).toBe(3)
  expect(await count('SELECT count(*) AS n FROM inbox')).toBe(0)
  expect(await count('SELECT count(*) AS n FROM inbox_claim')).toBe(0)
  expect(
    await count(
      "SELECT sum(r.n) AS n FROM rollup r JOIN series s ON s.id = r.series_id WHERE grain = 1 AND measure = ''",
    ),
  ).toBe(3)
  expect(
    await count(
      "SELECT sum(r.sum) AS n FROM rollup r JOIN series s ON s.id = r.series_id WHERE grain = 1 AND measure = 'duration'",
    ),
  ).toBe(30)
})

test('the same batch again changes nothing but the duplicate count', async () => {
  const now = Date.now()
  const body = { events: [request(now, { duration: 1 }), request(now, { duration: 2 })] }
  await world.door.accept(world.project, body)
  await drainInbox(world.context, { budgetMs: 5_000, concurrency: 2 })
  const before = (await world.pools.work.query('SELECT n, sum, series_id, bucket FROM rollup ORDER BY 3, 4')).rows
  await Promise.all([world.door.accept(world.project, body), world.door.accept(world.project, body)])
  await drainInbox(world.context, { budgetMs: 5_000, concurrency: 2 })
  expect((await world.pools.work.query('SELECT n, sum, series_id, bucket FROM rollup ORDER BY 3, 4')).rows).toEqual(
    before,
  )
  expect(await count("SELECT sum(n) AS n FROM ingest_outcome WHERE outcome = 'duplicate'")).toBe(4)
})

test('received = stored + duplicate + rejected + opted out', async () => {
  await world.door.accept(world.project, { events: [{ ...request(Date.now()), consent: false }] })
  const { rows } = await world.pools.work.query('SELECT outcome, sum(n)::int AS n FROM ingest_outcome GROUP BY 1')
  const n = Object.fromEntries(rows.map((row) => [row.outcome, row.n]))
  expect(n.received).toBe(n.stored + n.duplicate + n.rejected + n.opted_out)
})

test('a batch whose transaction commits late, after later ones are folded, is folded then: nothing goes by a watermark [T-26]', async () => {
  const project = await world.addProject('late-commit')
  const stored = () => count(`SELECT count(*) AS n FROM event WHERE project_id = ${project.id}`)
  const drain = () => drainInbox(world.context, { budgetMs: 5_000, concurrency: 2 })
  await world.door.accept(project, { events: [request(Date.now())] })
  const slow = await world.pools.work.connect()
  try {
    // The batch has its place in the inbox already, and its commit hangs.
    await slow.query('BEGIN')
    await slow.query(
      `WITH own AS (DELETE FROM inbox WHERE project_id = $1 RETURNING project_id, payload)
       INSERT INTO inbox (project_id, payload) SELECT project_id, payload FROM own`,
      [project.id],
    )
    await world.door.accept(project, { events: [request(Date.now(), { route: '/later' })] })
    await drain()
    expect(await stored()).toBe(1)
    await slow.query('COMMIT')
  } finally {
    slow.release()
  }
  await drain()
  expect(await stored()).toBe(2)
})
