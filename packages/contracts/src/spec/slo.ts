import type { Term } from './term.ts'

export const SLO_WINDOWS = ['1d', '7d', '30d', 'calendar_week', 'calendar_month'] as const
export type SloWindow = (typeof SLO_WINDOWS)[number]

/** Which events are good. A ratio counts them; latency reads the share at or below a threshold from the sketch. */
export type SliSpec =
  | { readonly kind: 'ratio'; readonly good: readonly Term[]; readonly total: readonly Term[] }
  | { readonly kind: 'latency'; readonly of: readonly Term[]; readonly thresholdMs: number }

/** An objective over a window: at least `objective` of the events are good. */
export interface SloSpec {
  readonly kind: 'slo'
  readonly title: string
  readonly description: string
  readonly sli: SliSpec
  /** 0 to 1, such as 0.999 */
  readonly objective: number
  readonly window: SloWindow
  /** fewer events than this and the burn rate says nothing */
  readonly minEvents: number
  /** kept dimensions that it may be asked for */
  readonly breakdowns: readonly string[]
}

export const defineSlo = (
  spec: Omit<SloSpec, 'kind' | 'description' | 'minEvents' | 'breakdowns'> & Partial<SloSpec>,
): SloSpec => ({ kind: 'slo', description: '', minEvents: 20, breakdowns: [], ...spec })

/** Good over total events: `goodOver(part(turn, { where: { outcome: 'ok' } }), part(turn))`. */
export const goodOver = (good: readonly Term[], total: readonly Term[]): SliSpec => ({ kind: 'ratio', good, total })
/** The share of a measure at or below a threshold: `fasterThan(800, part(turn, { measure: 'latency_ms' }))`. */
export const fasterThan = (thresholdMs: number, of: readonly Term[]): SliSpec => ({ kind: 'latency', of, thresholdMs })
