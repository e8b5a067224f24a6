import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { JOBS } from './catalog.ts'
import { defineJob, parseEvery } from './define-job.ts'
import { startWorkerRuntime } from './runtime/worker-runtime.ts'

describe('parseEvery', () => {
  it.each([
    ['250ms', 250],
    ['1s', 1_000],
    ['1.5s', 1_500],
    ['10m', 600_000],
    ['1h', 3_600_000],
  ] as const)('%s is %d ms', (text, ms) => expect(parseEvery(text)).toBe(ms))
  it.each(['0s', '-1s', '0.1ms'] as const)('refuses %s', (text) => expect(() => parseEvery(text)).toThrow(RangeError))
})

describe('the catalogue', () => {
  it('names every job once, as area.verb', () => {
    const names = JOBS.map((job) => job.name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z]+\.[a-z]+$/)
  })

  it('does not compile without a handler for every job, and none for a job that does not exist', () => {
    const tick = defineJob({ name: 'a.tick', lane: 'ingest', every: '1s' })
    const send = defineJob({ name: 'a.send', lane: 'ingest', payload: z.strictObject({ id: z.int() }) })
    const start = startWorkerRuntime<[typeof tick, typeof send]>
    type Handlers = Parameters<typeof start>[0]['handlers']
    const complete: Handlers = { 'a.tick': async () => undefined, 'a.send': async ({ id }) => void id.toFixed() }
    // @ts-expect-error a.send has no handler
    const missing: Handlers = { 'a.tick': async () => undefined }
    // @ts-expect-error the payload has no name
    const wrong: Handlers = { ...complete, 'a.send': async ({ name }) => void name }
    expect([complete, missing, wrong]).toHaveLength(3)
  })
})
