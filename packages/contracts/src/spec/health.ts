import type { Bound } from './bound.ts'
import type { Stat } from './stat.ts'

/**
 * A part of the system that is healthy, degraded or unhealthy by one number over the last window, and unknown where nothing
 * was measured. What is neither unhealthy nor healthy is degraded.
 */
export interface SubsystemSpec<K extends string = string> {
  readonly title: string
  readonly metric: K
  readonly stat?: Stat
  readonly windowMs: number
  readonly healthy: Bound
  readonly unhealthy: Bound
}
