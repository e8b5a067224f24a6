import type { Match } from './term.ts'

export type UnitKind = 'actor' | 'session'

export interface FunnelStep {
  readonly title: string
  /** any of these */
  readonly of: readonly Match[]
}

/**
 * Ordered steps that a unit may take. A unit enters with its first match of the first step; each later step counts when it
 * happens after the one before it and within the window of the entry. Everything is attributed to the entry.
 */
export interface FunnelSpec {
  readonly kind: 'funnel'
  readonly title: string
  readonly unit: UnitKind
  readonly steps: readonly FunnelStep[]
  /** conversion window, ms from the entry */
  readonly withinMs: number
  /** a unit that does any of these between entry and conversion drops out there */
  readonly exclude: readonly Match[]
  /** dimensions of the entering event that the funnel may be broken down by */
  readonly breakdowns: readonly string[]
}

/** One step: `step('First craft', match(craft, { outcome: 'success' }))`. */
export const step = (title: string, of: readonly Match[]): FunnelStep => ({ title, of })

export const defineFunnel = (spec: {
  title: string
  unit: UnitKind
  steps: readonly FunnelStep[]
  withinMs: number
  exclude?: readonly Match[]
  breakdowns?: readonly string[]
}): FunnelSpec => ({ kind: 'funnel', exclude: [], breakdowns: [], ...spec })
