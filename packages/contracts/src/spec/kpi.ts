import type { Severity } from '../severity.ts'
import type { Bound } from './bound.ts'
import type { Stat } from './stat.ts'

/** Something that can be done about a number. */
export interface LeverSpec {
  readonly title: string
  /** one sentence in the imperative, such as "Reduce input token cap by 10%" */
  readonly action: string
}

export interface KpiThreshold<L extends string = string> extends Bound {
  readonly severity: 'warning' | 'critical'
  readonly levers: readonly L[]
}

/** A metric that somebody steers by, what it should be and what helps when it is not. */
export interface KpiSpec<K extends string = string, L extends string = string> {
  readonly metric: K
  readonly stat?: Stat
  readonly thresholds: readonly KpiThreshold<L>[]
}

/** A rule that a new project starts with. True when the metric over the last window is on the wrong side for as long as `forMs`. */
export interface DefaultRuleSpec<K extends string = string, L extends string = string> {
  readonly title: string
  readonly metric: K
  readonly stat?: Stat
  readonly condition: Bound
  readonly windowMs: number
  readonly forMs: number
  readonly severity: Severity
  readonly channels: readonly ('log' | 'email' | 'slack' | 'pagerduty' | 'sms' | 'webhook')[]
  readonly levers: readonly L[]
}
