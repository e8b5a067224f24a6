import { describe, expect, it } from 'vitest'
import { countReport, summaryLine, type TestReport } from './test-counts.ts'

const file = (status: string, tests: string[]): TestReport['testResults'][number] => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
})

describe('countReport', () => {
  const cases: { name: string; files: TestReport['testResults']; code: number | null; line: string }[] = [
    { name: 'all well', files: [file('passed', ['passed', 'passed'])], code: 0, line: '2 passed, 0 failed' },
    {
      name: 'skipped and todo',
      files: [file('passed', ['passed', 'pending', 'todo'])],
      code: 0,
      line: '1 passed, 0 failed, 2 skipped',
    },
    {
      name: 'one red test counts once',
      files: [file('failed', ['passed', 'failed'])],
      code: 1,
      line: '1 passed, 1 failed',
    },
    {
      name: 'a file that does not load',
      files: [file('failed', []), file('passed', ['passed'])],
      code: 1,
      line: '1 passed, 1 failed',
    },
    { name: 'an error outside of any test', files: [file('passed', ['passed'])], code: 1, line: '1 passed, 1 failed' },
    { name: 'a killed run', files: [], code: null, line: '0 passed, 1 failed' },
  ]
  it.each(cases)('$name', ({ files, code, line }) => {
    expect(summaryLine(countReport({ testResults: files }, code))).toBe(line)
  })

  it('counts a missing report as a failure', () => {
    expect(countReport(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countReport(undefined, 1).failed).toBe(1)
  })
})
