import { expect, test } from 'vitest'
import { draftOfRule, NEW_RULE, type RuleDraft, readRule } from './rule-form.ts'

const named = { ...NEW_RULE, name: 'Workflows' }
const problems = (change: Partial<RuleDraft>) => {
  const read = readRule({ ...named, ...change })
  return read.ok ? [] : Object.keys(read.problems)
}

test('a new rule needs only a name', () => {
  expect(readRule(NEW_RULE)).toEqual({ ok: false, problems: { name: 'A name of up to 128 characters.' } })
  expect(readRule(named)).toEqual({
    ok: true,
    rule: {
      name: 'Workflows',
      condition: { kind: 'sli', scope: { of: 'each_workflow' }, window: '1h' },
      severity: null,
      forSeconds: 300,
      keepFiringForSeconds: 600,
      intervalSeconds: 60,
      cooldownSeconds: 600,
      minSamples: 30,
      channelIds: [],
      enabled: true,
    },
  })
})

test.each([
  [{ name: ' ' }, ['name']],
  [{ of: 'workflow' }, ['workflowId']],
  [{ of: 'workflow', workflowId: 'invoice' }, []],
  [{ wait: 'soon' }, ['wait']],
  [{ wait: '31d' }, ['wait']],
  [{ interval: '9s' }, ['interval']],
  [{ minSamples: '0', cooldown: '' }, ['cooldown', 'minSamples']],
  [{ window: '', severity: 'critical' }, []],
] satisfies [Partial<RuleDraft>, string[]][])('%o is refused for %o', (change, expected) => {
  expect(problems(change)).toEqual(expected)
})

test('a rule survives being edited without a change', () => {
  const read = readRule({ ...named, of: 'workflow', workflowId: 'invoice', severity: 'critical', window: '' })
  if (!read.ok) throw new Error('refused')
  const view = { id: 'r1', state: 'ok', lastEvaluatedAt: null, lastError: null, ...read.rule } as const
  expect(readRule(draftOfRule(view))).toEqual(read)
})
