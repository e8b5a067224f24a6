import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { event, type IngestApp, startIngestApp } from './ingest-app.ts'

let app: IngestApp

beforeAll(async () => {
  app = await startIngestApp()
})
afterAll(() => app.close())

const NASTY = [
  '\0',
  '\ud800',
  '\udc00',
  '\ufeff',
  '\u202e',
  '1e999',
  '-0',
  '__proto__',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
]

type Edit = { at: number; remove: number; insert: string }

const edits = fc.array(
  fc.record({
    at: fc.nat(2000),
    remove: fc.nat(20),
    insert: fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 12 })),
  }),
  { minLength: 1, maxLength: 6 },
)

const applyEdits = (text: string, changes: readonly Edit[]): string =>
  changes.reduce((now, { at, remove, insert }) => {
    const place = at % (now.length + 1)
    return now.slice(0, place) + insert + now.slice(place + remove)
  }, text)

const MAX_RUNS = 400

it('never answers 500 to a mutated body, plain or gzipped', async () => {
  const original = JSON.stringify({
    sentAt: new Date().toISOString(),
    events: [event(), event({ actor: 'a', session: 's' })],
  })
  await fc.assert(
    fc.asyncProperty(edits, fc.boolean(), async (changes, zip) => {
      const body = Buffer.from(applyEdits(original, changes))
      const response = await app.send(zip ? gzipSync(body) : body, zip ? { 'content-encoding': 'gzip' } : {})
      expect([202, 400, 413]).toContain(response.statusCode)
    }),
    { numRuns: MAX_RUNS },
  )
})

it('gives every event of any JSON exactly one verdict', async () => {
  const anyEvent = fc.oneof(
    fc.jsonValue({ maxDepth: 6 }),
    fc.record(
      {
        id: fc.jsonValue(),
        type: fc.oneof(fc.constantFrom('api_request', 'order', 'constructor'), fc.jsonValue()),
        ts: fc.oneof(fc.constant(new Date().toISOString()), fc.jsonValue()),
        actor: fc.jsonValue(),
        consent: fc.jsonValue(),
        props: fc.oneof(
          fc.jsonValue(),
          fc.dictionary(fc.constantFrom('method', 'route', 'status', 'duration'), fc.jsonValue()),
        ),
      },
      { requiredKeys: [] },
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { maxLength: 8 }), async (events) => {
      const response = await app.send({ events })
      expect(response.statusCode).toBe(202)
      const { accepted, optedOut, rejected } = response.json()
      expect(accepted + optedOut + rejected.length).toBe(events.length)
    }),
    { numRuns: MAX_RUNS },
  )
})

it('never answers 500 to random bytes with random headers', async () => {
  const type = fc.constantFrom(
    'application/json',
    'application/json; charset=utf-16',
    'text/plain',
    'x',
    'application/JSON',
  )
  const coding = fc.constantFrom(undefined, 'gzip', 'identity', 'gzip, gzip', '', 'GZIP')
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), type, coding, async (bytes, contentType, contentEncoding) => {
      const headers = { 'content-type': contentType, 'content-encoding': contentEncoding }
      const response = await app.send(Buffer.from(bytes), headers)
      expect(response.statusCode).toBeLessThan(500)
    }),
    { numRuns: MAX_RUNS },
  )
})
