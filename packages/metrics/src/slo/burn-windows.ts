import type { SloWindow } from '@tidemark/contracts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Two windows that both have to burn faster than `burnRate`: the long one says that it matters, the short one that it lasts. */
export interface BurnWindow {
  readonly longMs: number
  readonly shortMs: number
  /** share of the whole budget that the long window spends at this rate, 0 to 1 */
  readonly budgetShare: number
  /** budgetShare x window / long */
  readonly burnRate: number
  readonly severity: 'critical' | 'warning'
}

const pairsOf = (
  windowMs: number,
  rows: readonly (readonly [longMs: number, shortMs: number, budgetShare: number, severity: BurnWindow['severity']])[],
): BurnWindow[] =>
  rows.map(([longMs, shortMs, budgetShare, severity]) => ({
    longMs,
    shortMs,
    budgetShare,
    severity,
    burnRate: Number(((budgetShare * windowMs) / longMs).toPrecision(12)),
  }))

/**
 * The pairs of windows per objective window. 30 days: Google SRE workbook, chapter 5, table 5-8. 7 days: the same windows with
 * the budget shares that a quarter of the budget allows (Sloth's `google-7d`). 1 day: own choice by the same rule, since a
 * window of three days says nothing about one. A rate made for one window never judges another.
 */
const BURN_WINDOWS = {
  '30d': pairsOf(30 * DAY_MS, [
    [HOUR_MS, 5 * MINUTE_MS, 0.02, 'critical'],
    [6 * HOUR_MS, 30 * MINUTE_MS, 0.05, 'critical'],
    [DAY_MS, 2 * HOUR_MS, 0.1, 'warning'],
    [3 * DAY_MS, 6 * HOUR_MS, 0.1, 'warning'],
  ]),
  '7d': pairsOf(7 * DAY_MS, [
    [HOUR_MS, 5 * MINUTE_MS, 0.08, 'critical'],
    [6 * HOUR_MS, 30 * MINUTE_MS, 0.125, 'critical'],
    [DAY_MS, 2 * HOUR_MS, 0.2, 'warning'],
    [3 * DAY_MS, 6 * HOUR_MS, 0.42, 'warning'],
  ]),
  '1d': pairsOf(DAY_MS, [
    [HOUR_MS, 5 * MINUTE_MS, 0.3, 'critical'],
    [2 * HOUR_MS, 10 * MINUTE_MS, 0.4, 'critical'],
    [6 * HOUR_MS, 30 * MINUTE_MS, 0.6, 'warning'],
  ]),
} as const

/** A calendar window burns like the rolling one of about its length. */
const LIKE = {
  '1d': '1d',
  '7d': '7d',
  '30d': '30d',
  calendar_week: '7d',
  calendar_month: '30d',
} as const satisfies Record<SloWindow, keyof typeof BURN_WINDOWS>

export const burnWindowsOf = (window: SloWindow): readonly BurnWindow[] => BURN_WINDOWS[LIKE[window]]
