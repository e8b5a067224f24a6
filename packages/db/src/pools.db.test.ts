import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPool, createPools, type Pool, withClient, withTransaction } from './pools.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createPool({ url: database.url, applicationName: 'test', max: 4, statementTimeoutMs: 10_000 })
  await pool.query('CREATE TABLE purse (id int4 PRIMARY KEY, balance int8 NOT NULL)')
  await pool.query('INSERT INTO purse VALUES (1, 100), (2, 100)')
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

it('sessions speak UTC, have deadlines and say who they are', async () => {
  const pools = createPools({ url: database.url, process: 'api' })
  const { rows } = await pools.query.query(
    `SELECT current_setting('TimeZone') AS timezone, current_setting('lock_timeout') AS lock,
            current_setting('idle_in_transaction_session_timeout') AS idle,
            current_setting('statement_timeout') AS statement, current_setting('application_name') AS name`,
  )
  expect(rows).toEqual([{ timezone: 'UTC', lock: '2s', idle: '15s', statement: '15s', name: 'api-query' }])
  await pools.close()
})

it('int8 arrives as a number, or not at all', async () => {
  expect((await pool.query('SELECT 9007199254740991::int8 AS n')).rows).toEqual([{ n: 9_007_199_254_740_991 }])
  await expect(pool.query('SELECT 9007199254740992::int8 AS n')).rejects.toThrow(RangeError)
})

it('commits what succeeds and rolls back what throws', async () => {
  await withTransaction(pool, (tx) => tx.query('UPDATE purse SET balance = 90 WHERE id = 1'))
  const failing = withTransaction(pool, async (tx) => {
    await tx.query('UPDATE purse SET balance = 0 WHERE id = 1')
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect((await pool.query('SELECT balance FROM purse WHERE id = 1')).rows).toEqual([{ balance: 90 }])
})

it('never calls a transaction committed when a failed statement was ignored', async () => {
  const sloppy = withTransaction(pool, async (tx) => {
    await tx.query('SELECT 1 / 0').catch(() => undefined)
  })
  await expect(sloppy).rejects.toThrow(/rolled back/)
})

it('runs the victim of a deadlock again', async () => {
  let runs = 0
  let arrived = 0
  const bothHoldOne = Promise.withResolvers<void>()
  const move = (first: number, second: number) =>
    withTransaction(pool, async (tx) => {
      runs++
      await tx.query('SET LOCAL deadlock_timeout = 10')
      await tx.query('UPDATE purse SET balance = balance + 1 WHERE id = $1', [first])
      if (++arrived === 2) bothHoldOne.resolve()
      await bothHoldOne.promise
      await tx.query('UPDATE purse SET balance = balance + 1 WHERE id = $1', [second])
    })
  const before = (await pool.query('SELECT sum(balance)::int8 AS n FROM purse')).rows[0].n
  await Promise.all([move(1, 2), move(2, 1)])
  expect(runs).toBe(3)
  expect((await pool.query('SELECT sum(balance)::int8 AS n FROM purse')).rows).toEqual([{ n: before + 4 }])
})

it('calls a database that cannot be reached unavailable', async () => {
  const nowhere = createPool({
    url: 'postgres://127.0.0.1:1/x',
    applicationName: 'test',
    max: 1,
    statementTimeoutMs: 1000,
  })
  await expect(withTransaction(nowhere, (tx) => tx.query('SELECT 1'))).rejects.toMatchObject({ code: 'unavailable' })
  await nowhere.end()
})

it('survives the death of a connection in use, and replaces it', async () => {
  const single = createPool({ url: database.url, applicationName: 'test', max: 1, statementTimeoutMs: 10_000 })
  const killed = withClient(single, async (client) => {
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
    await Promise.all([
      client.query('SELECT pg_sleep(10)'),
      pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid]),
    ])
  })
  await expect(killed).rejects.toMatchObject({ code: 'unavailable' })
  expect((await single.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await single.end()
})
