import type { FunnelGroup, FunnelResult } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { funnelRows, openText, prepareFunnel } from './funnel.ts'

const step = (units: number | null, fromStart: number | null): FunnelGroup['steps'][number] => ({
  state: units === null ? 'suppressed' : 'value',
  units,
  standardError: units === null ? null : 0,
  samples: units,
  fromPrevious: null,
  fromStart,
  dropped: null,
  excluded: null,
  medianMs: null,
  p95Ms: null,
})
const group = (change: Partial<FunnelGroup>): FunnelGroup => ({
  key: [],
  role: 'all',
  steps: [step(10, 1), step(4, 0.4)],
  conversion: 0.4,
  open: 0,
  entered: [],
  converted: [],
  ...change,
})
const result = (groups: FunnelGroup[]) => ({ steps: ['Start', 'End'], groups }) as FunnelResult

test('one column per group, each step with its title', () => {
  const columns = prepareFunnel(
    result([group({}), group({ role: 'group', key: ['lean', null] }), group({ role: 'other', key: [] })]),
  )
  expect(columns.map(({ label }) => label)).toEqual(['All', 'lean · (not set)', 'Other'])
  expect(columns[0]?.steps.map(({ title, units }) => [title, units])).toEqual([
    ['Start', 10],
    ['End', 4],
  ])
})

test.each([
  [0, null],
  [null, null],
  [1200, 'Not matured: 1,200 of those that entered may still go on.'],
])('%s with an open window', (open, text) => {
  expect(prepareFunnel(result([group({ open })])).map(openText)).toEqual([text])
})

test('what is kept back is empty in a file, and says so', () => {
  const [, , last] = funnelRows(prepareFunnel(result([group({ steps: [step(10, 1), step(null, null)] })])))
  expect(last).toEqual(['All', 'End', 'suppressed', null, null, null, null, null, null])
})
