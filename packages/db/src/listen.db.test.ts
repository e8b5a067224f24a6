import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createListener } from './listen.ts'
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

const notify = (channel: string, payload: string) => pool.query('SELECT pg_notify($1, $2)', [channel, payload])

it('hears its channels only, until it stops', async () => {
  const listener = await createListener({ url: database.url, applicationName: 'test-hears' })
  const heard: string[] = []
  let got = Promise.withResolvers<void>()
  const stop = await listener.subscribe('Odd "name"', (payload) => {
    heard.push(payload)
    got.resolve()
  })
  await notify('elsewhere', 'no')
  await notify('Odd "name"', 'one')
  await got.promise
  got = Promise.withResolvers()
  await listener.subscribe('done', () => got.resolve())
  stop()
  await notify('Odd "name"', 'two')
  await notify('done', '')
  await got.promise
  expect(heard).toEqual(['one'])
  await listener.close()
})

it('listens again after its connection was killed, and says so', async () => {
  const listener = await createListener({ url: database.url, applicationName: 'test-killed' })
  const again = Promise.withResolvers<void>()
  const heard = Promise.withResolvers<string>()
  listener.onReconnect(() => again.resolve())
  await listener.subscribe('c', (payload) => heard.resolve(payload))
  await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test-killed'`)
  await again.promise
  await notify('c', 'after')
  expect(await heard.promise).toBe('after')
  await listener.close()
})

it('says at once when the server cannot be reached at the start', async () => {
  await expect(createListener({ url: 'postgres://127.0.0.1:1/x', applicationName: 'test' })).rejects.toThrow()
})
