import type { SliReading } from '@tidemark/contracts'
import { formatShort, type NumberStyle } from '../../format/number.ts'

/** How a service level stands against its targets, in words; colour only repeats it. */
export interface Standing {
  readonly status: 'violated' | 'below' | 'met' | 'silent'
  readonly title: string
  readonly reasons: readonly string[]
}

/** A percentage from 0 to 100 and beyond, as tiles show it; a dash where nothing ran. */
export const formatPercent = (value: number | null, style: NumberStyle = {}): string =>
  formatShort(value === null ? null : value / 100, 'percent', style)

export const standingOf = (reading: SliReading, style: NumberStyle = {}): Standing => {
  const { target, successPct, p95Ms, errorBudgetBurnPct } = reading
  if (reading.totalRuns === 0) {
    return { status: 'silent', title: 'Nothing to judge', reasons: ['No run finished in this window.'] }
  }
  const success = `Success ${formatPercent(successPct, style)} is below its target of ${formatPercent(target.successPct, style)}`
  const reasons: string[] = []
  if (errorBudgetBurnPct !== null && errorBudgetBurnPct >= 100) {
    reasons.push(`The error budget is used up: ${formatPercent(errorBudgetBurnPct, style)} burned.`)
  }
  if (p95Ms !== null && p95Ms > target.p95Ms) {
    reasons.push(
      `p95 ${formatShort(p95Ms, 'ms', style)} is above its target of ${formatShort(target.p95Ms, 'ms', style)}.`,
    )
  }
  if (reading.violatesTarget) {
    if (reading.belowObjective) reasons.unshift(`${success}.`)
    return { status: 'violated', title: 'Target violated', reasons }
  }
  if (reading.belowObjective) {
    return { status: 'below', title: 'Below objective', reasons: [`${success}, but inside the error budget.`] }
  }
  return { status: 'met', title: 'On target', reasons: ['Success rate and p95 meet their targets.'] }
}
