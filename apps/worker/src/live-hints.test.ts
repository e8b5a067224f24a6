import type { LiveHint } from '@tidemark/contracts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLiveHints, mergeHints } from './live-hints.ts'

const hint = (project: number, revision: number, metrics: LiveHint['metrics'] = ['a.b']): LiveHint => ({
  project,
  revision,
  metrics,
  upTo: revision * 10,
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('mergeHints', () => {
  it('keeps the newest and the union of metrics', () => {
    expect(mergeHints(hint(1, 9, ['a.x', 'a.y']), hint(1, 8, ['a.y', 'a.z']))).toEqual(
      hint(1, 9, ['a.x', 'a.y', 'a.z']),
    )
  })

  it('says everything when there are more than fifty metrics', () => {
    const many = Array.from({ length: 50 }, (_, i) => `m.${i}`)
    expect(mergeHints(hint(1, 1, many), hint(1, 2, ['one.more'])).metrics).toBe('*')
    expect(mergeHints(hint(1, 1, '*'), hint(1, 2)).metrics).toBe('*')
  })
})

describe('createLiveHints', () => {
  it('sends at most four times a second per project, and loses no revision', async () => {
    const publish = vi.fn()
    const { tell } = createLiveHints({ publish })
    for (let revision = 1; revision <= 100; revision++) {
      tell(hint(1, revision))
      tell(hint(2, revision))
      await vi.advanceTimersByTimeAsync(10)
    }
    await vi.advanceTimersByTimeAsync(1_000)
    const sent = publish.mock.calls
      .map(([, message]) => JSON.parse(message) as LiveHint)
      .filter((one) => one.project === 1)
    expect(sent.length).toBeLessThanOrEqual(5)
    expect(sent.at(-1)!.revision).toBe(100)
    expect(sent[0]!.revision).toBe(1)
  })

  it('sends what waits when it is closed', () => {
    const publish = vi.fn()
    const { tell, close } = createLiveHints({ publish })
    tell(hint(1, 1))
    tell(hint(1, 2))
    close()
    expect(publish).toHaveBeenCalledTimes(2)
  })
})
