import { SEVERITIES, type Severity, type SliReading } from '@tidemark/contracts'

/** True when `a` is more urgent than `b`; everything is more urgent than nothing. Pure. */
export const isHigher = (a: Severity, b: Severity | null): boolean =>
  b === null || SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b)

/** This severity and all that are less urgent, in rising order. Pure. */
export const upTo = (severity: Severity): readonly Severity[] => SEVERITIES.slice(0, SEVERITIES.indexOf(severity) + 1)

/** A p95 this many times its target is critical on its own. */
const CRITICAL_LATENCY = 1.2
/** A success rate this many error budgets below its target is critical on its own. */
const CRITICAL_BUDGETS = 2

/**
 * How urgent a service level is: null while its targets are met, `warning` when one is violated, `critical` when it is
 * clearly worse than that, which is any of
 * - both are violated at once: error budget burn >= 100 % and p95 above its target;
 * - success % below target % - 2 x budget %: twice the budget is gone;
 * - p95 >= 1.2 x its target.
 * Pure.
 */
export function sliSeverity(reading: SliReading): 'warning' | 'critical' | null {
  const { successPct, p95Ms, errorBudgetBurnPct, target } = reading
  if (!reading.violatesTarget) return null
  const burnt = errorBudgetBurnPct !== null && errorBudgetBurnPct >= 100
  const slow = p95Ms !== null && p95Ms > target.p95Ms
  const farBelow = successPct !== null && successPct < target.successPct - CRITICAL_BUDGETS * target.errorBudgetPct
  const farSlower = p95Ms !== null && p95Ms >= CRITICAL_LATENCY * target.p95Ms
  return (burnt && slow) || farBelow || farSlower ? 'critical' : 'warning'
}
