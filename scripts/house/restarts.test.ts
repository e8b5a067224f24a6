import { expect, it } from 'vitest'
import { nextRestart, type Restart } from './restarts.ts'

function crashAt(times: number[]): Restart | 'give up' {
  let crashes: number[] = []
  let last: Restart | 'give up' = 'give up'
  for (const time of times) {
    last = nextRestart(crashes, time)
    if (last === 'give up') return last
    crashes = last.crashes
  }
  return last
}

it('waits twice as long after each crash', () => {
  expect(crashAt([0])).toMatchObject({ delayMs: 200 })
  expect(crashAt([0, 1000, 2000])).toMatchObject({ delayMs: 800 })
})

it('gives up at the sixth crash within a minute', () => {
  expect(crashAt([0, 1, 2, 3, 4])).not.toBe('give up')
  expect(crashAt([0, 1, 2, 3, 4, 59_999])).toBe('give up')
})

it('forgets crashes older than a minute', () => {
  expect(crashAt([0, 1, 2, 3, 4, 60_001])).toMatchObject({ delayMs: 1600 })
  expect(crashAt([0, 60_000])).toMatchObject({ delayMs: 200 })
})
