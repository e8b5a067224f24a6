import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createThrottle } from './throttle.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first call is made at once, a burst is made up for by one', () => {
  const run = vi.fn()
  const throttle = createThrottle(run, 500)
  for (let i = 0; i < 20; i++) throttle.call()
  expect(run).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(500)
  expect(run).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(5000)
  expect(run).toHaveBeenCalledTimes(2)
})

test('a steady stream runs twice a second', () => {
  const run = vi.fn()
  const throttle = createThrottle(run, 500)
  for (let i = 0; i < 100; i++) {
    throttle.call()
    vi.advanceTimersByTime(100)
  }
  expect(run.mock.calls.length).toBeLessThanOrEqual(21)
  expect(run.mock.calls.length).toBeGreaterThanOrEqual(20)
})

test('cancel forgets the waiting one and starts fresh', () => {
  const run = vi.fn()
  const throttle = createThrottle(run, 500)
  throttle.call()
  throttle.call()
  throttle.cancel()
  vi.advanceTimersByTime(5000)
  expect(run).toHaveBeenCalledTimes(1)
  throttle.call()
  expect(run).toHaveBeenCalledTimes(2)
})
