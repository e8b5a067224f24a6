import { afterAll, beforeAll, expect, it } from 'vitest'
import { type IngestApp, startIngestApp } from './ingest-app.ts'
import { codeOf } from './test-app.ts'

const LIMITS = {
  admission: { bytes: 4 * 1024 * 1024, requests: 3 },
  ingestRate: { perSecond: 1, burst: 8 },
}

let app: IngestApp
let arrived: () => void
let held: PromiseWithResolvers<void>
let now = 1_000_000

beforeAll(async () => {
  app = await startIngestApp({
    limits: LIMITS,
    now: () => now,
    accept: async () => {
      arrived()
      await held.promise
      return { accepted: 0, optedOut: 0, rejected: [] }
    },
  })
})
afterAll(() => app.close())

it('bounds what is in flight, gives the room back, and then bounds the rate of a key', async () => {
  held = Promise.withResolvers()
  const inside = Promise.withResolvers<void>()
  let count = 0
  arrived = () => {
    if (++count === 3) inside.resolve()
  }
  const first = [app.send('{}'), app.send('{}'), app.send('{}')]
  await inside.promise
  const refused = await app.send('{}')
  expect(refused.statusCode).toBe(429)
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1)
  expect((await app.http.inject({ url: '/live' })).statusCode).toBe(200)
  held.resolve()
  for (const response of await Promise.all(first)) expect(response.statusCode).toBe(202)

  for (let i = 0; i < 4; i++) expect((await app.send('{}')).statusCode).toBe(202)
  const slowed = await app.send('{}')
  expect(slowed.statusCode).toBe(429)
  expect(codeOf(slowed)).toBe('rate_limited')
  now += 1_000
  expect((await app.send('{}')).statusCode).toBe(202)
  expect((await app.send('{}')).statusCode).toBe(429)
})
