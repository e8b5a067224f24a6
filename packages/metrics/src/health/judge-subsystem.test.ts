import { describe, expect, test } from 'vitest'
import { judgeSubsystem, overallState, uptimeOf } from './judge-subsystem.ts'

const payments = { healthy: { op: '<', value: 0.01 }, unhealthy: { op: '>=', value: 0.02 } } as const
const cache = { healthy: { op: '>', value: 0.8 }, unhealthy: { op: '<', value: 0.5 } } as const

test.each([
  ['payments', payments, 0.005, 'healthy'],
  ['payments', payments, 0.01, 'degraded'],
  ['payments', payments, 0.015, 'degraded'],
  ['payments', payments, 0.02, 'unhealthy'],
  ['cache', cache, 0.942, 'healthy'],
  ['cache', cache, 0.8, 'degraded'],
  ['cache', cache, 0.3, 'unhealthy'],
  ['cache', cache, null, 'unknown'],
] as const)('%s %j at %s is %s [C-16 SLO-07]', (_name, spec, value, state) =>
  expect(judgeSubsystem(spec, value)).toBe(state),
)

test.each([
  [['healthy', 'degraded', 'unhealthy'], 'unhealthy'],
  [['healthy', 'degraded', 'unknown'], 'degraded'],
  [['healthy', 'unknown'], 'unknown'],
  [['healthy', 'maintenance'], 'healthy'],
  [['maintenance'], 'maintenance'],
  [[], 'unknown'],
] as const)('%j together are %s [SLO-08]', (states, overall) => expect(overallState(states)).toBe(overall))

describe('uptime [T-63 SLO-08]', () => {
  const hour = (state: Parameters<typeof uptimeOf>[0][number]['state'], hours: number) => ({
    state,
    ms: hours * 3_600_000,
  })
  test('unknown time and maintenance are in neither part of it', () => {
    const spans = [
      hour('healthy', 18),
      hour('degraded', 1),
      hour('unhealthy', 1),
      hour('unknown', 3),
      hour('maintenance', 1),
    ]
    expect(uptimeOf(spans)).toEqual({
      upMs: 19 * 3_600_000,
      downMs: 3_600_000,
      unknownMs: 3 * 3_600_000,
      maintenanceMs: 3_600_000,
      uptime: 0.95,
    })
  })
  test('a day that nobody measured has no uptime', () => {
    expect(uptimeOf([hour('unknown', 24)]).uptime).toBeNull()
  })
})
