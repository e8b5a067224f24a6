import { expect, it } from 'vitest'
import { reconnectDelayMs } from './retry.ts'

it('doubles up to half a second and stays there', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1_000].map(reconnectDelayMs)).toEqual([25, 50, 100, 200, 400, 500, 500, 500])
})
