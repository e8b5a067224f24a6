import { expect, test } from 'vitest'
import { draftOf, readTargets, sameTargets, sourceText, type TargetsDraft } from './targets-form.ts'

const draft: TargetsDraft = { targetSuccessPct: '99', targetP95Ms: '5000', errorBudgetPct: '1', window: '7d' }
const problems = (change: Partial<TargetsDraft>) => {
  const read = readTargets({ ...draft, ...change })
  return read.ok ? [] : Object.keys(read.problems)
}

test('good targets are read, with a comma as well as a point [UI-15 SLO-02]', () => {
  expect(readTargets({ ...draft, targetSuccessPct: ' 99,95 ', errorBudgetPct: '0' })).toEqual({
    ok: true,
    targets: { targetSuccessPct: 99.95, targetP95Ms: 5000, errorBudgetPct: 0, window: '7d' },
  })
})

test.each([
  [{ targetSuccessPct: '0' }, ['targetSuccessPct']],
  [{ targetSuccessPct: '100.1' }, ['targetSuccessPct']],
  [{ targetSuccessPct: '100' }, []],
  [{ targetSuccessPct: '' }, ['targetSuccessPct']],
  [{ targetSuccessPct: '99.1234567' }, ['targetSuccessPct']],
  [{ targetP95Ms: '0' }, ['targetP95Ms']],
  [{ targetP95Ms: '12.5' }, ['targetP95Ms']],
  [{ targetP95Ms: '1e3' }, ['targetP95Ms']],
  [{ targetP95Ms: '86400000' }, []],
  [{ errorBudgetPct: '-1' }, ['errorBudgetPct']],
  [{ errorBudgetPct: '101', targetP95Ms: 'fast' }, ['targetP95Ms', 'errorBudgetPct']],
] satisfies [Partial<TargetsDraft>, string[]][])('%o is refused for %o [UI-15 SLO-02]', (change, expected) => {
  expect(problems(change)).toEqual(expected)
})

test('a draft starts as the configuration and says where that comes from', () => {
  const config = {
    id: null,
    projectId: 'main',
    workflowId: null,
    targetSuccessPct: 99,
    targetP95Ms: 5000,
    errorBudgetPct: 1,
    window: '7d',
    source: 'default',
    createdAt: null,
    updatedAt: null,
  } as const
  expect(draftOf(config)).toEqual(draft)
  expect(sameTargets(draftOf(config), draft)).toBe(true)
  expect(sameTargets(draft, { ...draft, window: '1d' })).toBe(false)
  expect(sourceText('default', undefined)).toContain('defaults')
  expect(sourceText('project', 'invoice')).toContain("project's targets")
  expect(sourceText('project', undefined)).toBe('Set for this project.')
  expect(sourceText('workflow', 'invoice')).toBe('Set for this workflow.')
})
