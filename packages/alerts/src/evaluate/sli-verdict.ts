import type { Severity, SliReading } from '@tidemark/contracts'
import { sliSeverity } from './severity.ts'
import type { Verdict } from './verdict.ts'

/** The indicator a reading is judged by: the burn of the error budget, or the p95 where that alone is violated. */
function decisiveIndicator({ errorBudgetBurnPct, p95Ms, target }: SliReading): { value: number; threshold: number } {
  const burn = { value: errorBudgetBurnPct ?? 0, threshold: 100 }
  const slow = p95Ms !== null && p95Ms > target.p95Ms
  return slow && burn.value < burn.threshold ? { value: p95Ms, threshold: target.p95Ms } : burn
}

/**
 * What a service level says: a breach while `violatesTarget`, missing below `minSamples` finished runs, whose ratio would
 * be noise. `severity` null computes it. Pure.
 */
export function sliVerdict(reading: SliReading, rule: { minSamples: number; severity: Severity | null }): Verdict {
  if (reading.totalRuns < rule.minSamples) return { kind: 'missing' }
  const indicator = decisiveIndicator(reading)
  if (!Number.isFinite(indicator.value)) return { kind: 'failed', reason: 'The service level is not a number.' }
  const computed = sliSeverity(reading)
  if (computed === null) return { kind: 'clear', ...indicator }
  return { kind: 'breach', ...indicator, severity: rule.severity ?? computed }
}
