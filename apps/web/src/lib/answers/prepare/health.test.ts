import type { HealthResult, HealthState } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { stretches, unknownShare } from './health.ts'

const result = (states: HealthState[]) =>
  ({ buckets: states.map((_, i) => i * 10), states, range: { from: 0, to: states.length * 10 - 5 } }) as HealthResult

test('put together, a short outage still shows, and unknown is not up', () => {
  const states = stretches(result(['healthy', 'healthy', 'unknown', 'healthy', 'degraded', 'unhealthy', 'healthy']), 4)
  expect(states).toEqual([
    { from: 0, to: 20, state: 'healthy' },
    { from: 20, to: 40, state: 'unknown' },
    { from: 40, to: 60, state: 'unhealthy' },
    { from: 60, to: 65, state: 'healthy' },
  ])
  expect(stretches(result([]), 4)).toEqual([])
})

test.each([
  [{ upMs: 90, downMs: 10, unknownMs: 100, maintenanceMs: 0 }, 0.5],
  [{ upMs: 0, downMs: 0, unknownMs: 0, maintenanceMs: 0 }, 0],
])('%o', (uptime, share) => {
  expect(unknownShare({ ...uptime, uptime: null })).toBe(share)
})
