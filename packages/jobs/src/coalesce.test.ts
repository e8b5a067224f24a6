import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCoalescer } from './coalesce.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('sends the first request at once and merges those of the next 15 ms into one', async () => {
  const send = vi.fn(async () => undefined)
  const { request } = createCoalescer(send, 15)
  for (let i = 0; i < 100; i++) request()
  expect(send).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(15)
  expect(send).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(send).toHaveBeenCalledTimes(2)
})

it('never sends twice at a time, and follows a request during a send with exactly one more', async () => {
  const done = Promise.withResolvers<void>()
  const send = vi.fn(() => done.promise)
  const { request } = createCoalescer(send, 15)
  request()
  await vi.advanceTimersByTimeAsync(1_000)
  request()
  request()
  expect(send).toHaveBeenCalledTimes(1)
  done.resolve()
  await vi.advanceTimersByTimeAsync(15)
  expect(send).toHaveBeenCalledTimes(2)
})

it('drops what is cancelled', async () => {
  const send = vi.fn(async () => undefined)
  const { request, cancel } = createCoalescer(send, 15)
  request()
  request()
  cancel()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(send).toHaveBeenCalledTimes(1)
})
