import type { HealthResult, HealthState } from '@tidemark/contracts'
import type { Tone } from './slo.ts'

export const HEALTH: Record<HealthState, { readonly title: string; readonly tone: Tone }> = {
  healthy: { title: 'Healthy', tone: 'good' },
  degraded: { title: 'Degraded', tone: 'warn' },
  unhealthy: { title: 'Unhealthy', tone: 'bad' },
  unknown: { title: 'Unknown', tone: 'muted' },
  maintenance: { title: 'Maintenance', tone: 'muted' },
}

const WORST: readonly HealthState[] = ['unhealthy', 'degraded', 'unknown', 'maintenance', 'healthy']

export interface HealthStretch {
  /** epoch ms */
  readonly from: number
  readonly to: number
  readonly state: HealthState
}

/** What each stretch of the range was, at most `most` of them: the worst of what is put together, so that no outage is lost. */
export const stretches = ({ buckets, states, range }: HealthResult, most: number): HealthStretch[] => {
  const size = Math.max(1, Math.ceil(buckets.length / most))
  return Array.from({ length: Math.ceil(buckets.length / size) }, (_, i) => {
    const members = states.slice(i * size, (i + 1) * size)
    return {
      from: buckets[i * size] ?? range.from,
      to: buckets[(i + 1) * size] ?? range.to,
      state: WORST.find((state) => members.includes(state)) ?? 'unknown',
    }
  })
}

type Uptime = HealthResult['uptime']

/** Share of the range that nothing is known about, 0 to 1. */
export const unknownShare = ({ upMs, downMs, unknownMs, maintenanceMs }: Uptime): number => {
  const all = upMs + downMs + unknownMs + maintenanceMs
  return all === 0 ? 0 : unknownMs / all
}

export const healthRows = ({ subsystems }: HealthResult): (string | number | null)[][] => [
  ['subsystem', 'state', 'metric', 'value', 'uptime', 'up_ms', 'down_ms', 'unknown_ms', 'maintenance_ms'],
  ...subsystems.map(({ id, state, metric, value, uptime }) => [
    id,
    state,
    metric,
    value,
    uptime.uptime,
    uptime.upMs,
    uptime.downMs,
    uptime.unknownMs,
    uptime.maintenanceMs,
  ]),
]
