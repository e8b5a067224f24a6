export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number }

/** The part of vitest's JSON report that is counted. */
export type TestReport = {
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/**
 * Counts a report. A file that failed to load has no tests and counts as one failure, and so does a run that ended
 * badly (`exitCode`, null when killed) or without a report although no test says why. Pure.
 */
export function countReport(report: TestReport | undefined, exitCode: number | null): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const file of report?.testResults ?? []) {
    for (const { status } of file.assertionResults) {
      if (status === 'passed' || status === 'failed') counts[status] += 1
      else counts.skipped += 1
    }
    const explained = file.assertionResults.some(({ status }) => status === 'failed')
    if (file.status === 'failed' && !explained) counts.failed += 1
  }
  if ((exitCode !== 0 || report === undefined) && counts.failed === 0) counts.failed = 1
  return counts
}

/** Sum of two counts. Pure. */
export function addCounts(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}

/** `N passed, N failed`, and `, N skipped` where there are any. Pure. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
