/** What a service level is held against. Percent with up to six decimals, milliseconds. */
export interface SliTargets {
  readonly successPct: number
  readonly p95Ms: number
  readonly errorBudgetPct: number
}

/** What ran in a window: exact counts, and the 95th percentile of the durations in ms. */
export interface RunFacts {
  readonly succeeded: number
  readonly failed: number
  readonly p95Ms: number | null
}

export interface ServiceLevel {
  readonly successPct: number | null
  readonly errorBudgetBurnPct: number | null
  readonly burnRate: number | null
  readonly violatesTarget: boolean
  readonly belowObjective: boolean
}

/** Targets are kept with six decimals: in millionths they are whole, and sums of them exact. */
const MILLIONTHS = 1_000_000
const ALL = 100 * MILLIONTHS
const inMillionths = (percent: number): number => Math.round(percent * MILLIONTHS)

/** Null where there is nothing to divide by. */
const divide = (of: number, over: number): number | null => (over === 0 ? null : of / over)

/**
 * Judges what ran against its targets; every percentage comes from the counts, none from another that was rounded. Pure.
 * - success % = succeeded / (succeeded + failed) x 100; null where nothing ran
 * - error budget burn % = error % / ((100 - target %) + budget %) x 100; null also where no error at all is allowed
 * - burn rate = error rate / (1 - objective) (Google SRE workbook, ch. 5); null also where the objective is 100 %
 * - violated: burn of 100 % and more, any failure where none is allowed, or a p95 above its target
 * - below the objective: success % under its target, though perhaps inside the budget
 */
export function judgeServiceLevel({ succeeded, failed, p95Ms }: RunFacts, targets: SliTargets): ServiceLevel {
  const total = succeeded + failed
  const objective = inMillionths(targets.successPct)
  const allowed = ALL - objective + inMillionths(targets.errorBudgetPct)
  const errorBudgetBurnPct = divide(failed * 100 * ALL, total * allowed)
  const overspent = errorBudgetBurnPct === null ? failed > 0 : errorBudgetBurnPct >= 100
  return {
    successPct: divide(succeeded * 100, total),
    errorBudgetBurnPct,
    burnRate: divide(failed * ALL, total * (ALL - objective)),
    violatesTarget: overspent || (p95Ms !== null && p95Ms > targets.p95Ms),
    belowObjective: succeeded * ALL < total * objective,
  }
}
