export { type Breaker, createBreaker } from './breaker.ts'
export { BackplaneConfigError } from './config-error.ts'
export { createBackplane } from './create-backplane.ts'
export { DeadlineError, withDeadline } from './deadline.ts'
export type { BackplaneStats } from './stats.ts'
export {
  type Backplane,
  type BackplaneOptions,
  type Cooldown,
  HINT_MAX_BYTES,
  type Hints,
  LIVE_CHANNEL,
  type OpenWorkerOptions,
  type QueueAccess,
  type SharedCache,
  type Unsubscribe,
} from './types.ts'
