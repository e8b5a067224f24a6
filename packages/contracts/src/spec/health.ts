import type { Stat } from './stat.ts'

export const BOUND_OPS = ['>', '>=', '<', '<=', '=', '!='] as const
export type BoundOp = (typeof BOUND_OPS)[number]

/** A side of a number, such as `{ op: '>', value: 0.05 }`. */
export interface Bound {
  readonly op: BoundOp
  readonly value: number
}

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
