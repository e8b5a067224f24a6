import { defineEvent, measure } from '@tidemark/contracts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSelfRecorder } from './self-recorder.ts'

const look = defineEvent({ type: 'look', title: 'Look', dimensions: {}, measures: { n: measure({ unit: 'count' }) } })
const project = { id: 7, rawRetentionDays: 7 }
const accepted = { accepted: 1, optedOut: 0, rejected: [] }

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) }))
afterEach(() => void vi.useRealTimers())

function setup(accept = vi.fn().mockResolvedValue(accepted), findProject = vi.fn().mockResolvedValue(project)) {
  const log = { warn: vi.fn() }
  return { accept, findProject, log, recorder: createSelfRecorder({ door: { accept }, findProject, log }) }
}

const sent = (accept: ReturnType<typeof vi.fn>) =>
  accept.mock.calls.map(([, body]) => (body as { events: { id: string; props: unknown }[] }).events)

describe('the self recorder', () => {
  it('sends what one second brings as one batch', async () => {
    const { accept, recorder } = setup()
    recorder.record(look, { n: 1 })
    await vi.advanceTimersByTimeAsync(900)
    recorder.record(look, { n: 2 })
    expect(accept).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(100)
    expect(sent(accept)).toEqual([
      [expect.objectContaining({ props: { n: 1 } }), expect.objectContaining({ props: { n: 2 } })],
    ])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(accept).toHaveBeenCalledTimes(1)
  })

  it('lets lazy events wait for company, five seconds at most', async () => {
    const { accept, recorder } = setup()
    recorder.record(look, { n: 1 }, { lazy: true })
    await vi.advanceTimersByTimeAsync(4_999)
    expect(accept).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    recorder.record(look, { n: 2 }, { lazy: true })
    recorder.record(look, { n: 3 })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(sent(accept).map((events) => events.length)).toEqual([1, 2])
  })

  it('asks collectors before each flush', async () => {
    const { accept, recorder } = setup()
    let total = 5
    recorder.collect(() => {
      if (total > 0) recorder.record(look, { n: total })
      total = 0
    })
    recorder.hurry()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent(accept)).toEqual([[expect.objectContaining({ props: { n: 5 } })]])
  })

  it('keeps events with their ids through failures and while the project does not exist', async () => {
    const accept = vi.fn().mockRejectedValueOnce(new Error('down')).mockResolvedValue(accepted)
    const { recorder, findProject } = setup(accept, vi.fn().mockResolvedValueOnce(null).mockResolvedValue(project))
    recorder.record(look, { n: 1 })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(findProject).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(10_000)
    const [first, second] = sent(accept)
    expect(first).toEqual(second)
    expect(recorder).toMatchObject({ lost: 0, projectId: 7 })
  })

  it('is bounded, and counts what it loses or what is rejected', async () => {
    const rejected = {
      accepted: 0,
      optedOut: 0,
      rejected: [{ index: 0, id: null, code: 'invalid_value', path: '', message: '' }],
    }
    const { accept, recorder, log } = setup(vi.fn().mockResolvedValueOnce(rejected).mockResolvedValue(accepted))
    for (let i = 0; i < 5_010; i++) recorder.record(look, { n: i })
    await recorder.close()
    expect(sent(accept).map((events) => events.length)).toEqual(Array(10).fill(500))
    expect(recorder.lost).toBe(11)
    expect(log.warn).toHaveBeenCalledTimes(1)
  })
})
