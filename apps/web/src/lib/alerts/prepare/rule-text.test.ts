import { expect, test } from 'vitest'
import { watchText } from './rule-text.ts'

test.each([
  [{ of: 'project' }, '1h', 'All workflows together, over 1 hour'],
  [{ of: 'each_workflow' }, null, 'Each workflow on its own, over the window of its targets'],
  [{ of: 'workflow', workflowId: 'invoice' }, '7d', 'Workflow invoice, over 7 days'],
] as const)('%o over %s', (scope, window, expected) => {
  expect(watchText({ condition: { kind: 'sli', scope, window } })).toBe(expected)
})
