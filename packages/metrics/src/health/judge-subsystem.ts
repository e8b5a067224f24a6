import { type HealthState, isBeyond, type SubsystemSpec, type Uptime } from '@tidemark/contracts'

/**
 * Healthy, unhealthy, or degraded between the two; unknown where nothing was measured, which is neither up nor down. A number
 * that both bounds claim is unhealthy. Pure.
 */
export function judgeSubsystem(
  { healthy, unhealthy }: Pick<SubsystemSpec, 'healthy' | 'unhealthy'>,
  value: number | null,
): Exclude<HealthState, 'maintenance'> {
  if (value === null) return 'unknown'
  if (isBeyond(unhealthy, value)) return 'unhealthy'
  return isBeyond(healthy, value) ? 'healthy' : 'degraded'
}

const WORST_FIRST: readonly HealthState[] = ['unhealthy', 'degraded', 'unknown', 'healthy']

/** The worst of all; maintenance counts only where nothing else is left. Unknown is worse than healthy. Pure. */
export function overallState(states: readonly HealthState[]): HealthState {
  return WORST_FIRST.find((state) => states.includes(state)) ?? (states.length > 0 ? 'maintenance' : 'unknown')
}

/** A stretch in one state. */
export interface StateSpan {
  readonly state: HealthState
  readonly ms: number
}

/**
 * Time up over the time that is known: healthy and degraded are up, unhealthy is down. Time that nobody measured and planned
 * maintenance are told apart, never counted as either. Pure.
 */
export function uptimeOf(spans: readonly StateSpan[]): Uptime {
  const ms = (...states: HealthState[]) =>
    spans.filter(({ state }) => states.includes(state)).reduce((sum, span) => sum + span.ms, 0)
  const upMs = ms('healthy', 'degraded')
  const downMs = ms('unhealthy')
  return {
    upMs,
    downMs,
    unknownMs: ms('unknown'),
    maintenanceMs: ms('maintenance'),
    uptime: upMs + downMs === 0 ? null : upMs / (upMs + downMs),
  }
}
