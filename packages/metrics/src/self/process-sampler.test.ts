import { expect, it } from 'vitest'
import { cpuShare, createProcessReader } from './process-sampler.ts'

it('tells processor time as percent of one core', () => {
  expect(cpuShare(500_000, 1_000)).toBe(0.5)
  expect(cpuShare(2_000_000, 1_000)).toBe(2)
  expect(cpuShare(1, 0)).toBe(0)
})

it('reads values that the pack accepts', () => {
  const { memory, cpu, loop_delay } = createProcessReader()()
  expect(Number.isInteger(memory)).toBe(true)
  for (const value of [memory, cpu, loop_delay]) expect(value).toBeGreaterThanOrEqual(0)
})
