import { expect, it } from 'vitest'
import { createSlowReaderCheck } from './slow-reader.ts'

const connection = (packets: number, bufferedAmount: number) => ({
  writeBuffer: { length: packets },
  transport: { socket: { bufferedAmount } },
})

it.each([
  ['packets', connection(65, 0)],
  ['bytes', connection(0, 1024 * 1024 + 1)],
])('cuts who is behind by %s for five seconds', (_name, behind) => {
  const isSlow = createSlowReaderCheck(behind)
  expect([0, 1_000, 4_999, 5_000].map(isSlow)).toEqual([false, false, false, true])
})

it('forgives who catches up in between', () => {
  const state = connection(65, 0)
  const isSlow = createSlowReaderCheck(state)
  expect(isSlow(0)).toBe(false)
  state.writeBuffer.length = 0
  expect(isSlow(3_000)).toBe(false)
  state.writeBuffer.length = 65
  expect([4_000, 8_999, 9_000].map(isSlow)).toEqual([false, false, true])
})

it('takes an unknown transport as fast', () => {
  expect([0, 60_000].map(createSlowReaderCheck({ transport: null }))).toEqual([false, false])
})
