import type { IncidentView } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { readSelection, type Selection, selectIncidents } from './selection.ts'

const NOW = 100 * 3_600_000
const incident = (id: string, hoursAgo: number, change: Partial<IncidentView> = {}): IncidentView => ({
  id,
  ruleId: 'r1',
  title: id,
  severity: 'warning',
  state: 'triggered',
  labels: {},
  message: '',
  openedAt: NOW - hoursAgo * 3_600_000,
  acknowledgedAt: null,
  acknowledgedBy: null,
  resolvedAt: null,
  resolvedBy: null,
  version: 1,
  ...change,
})
const all = [
  incident('old', 30),
  incident('new', 0.5, { severity: 'critical' }),
  incident('seen', 3, { state: 'acknowledged' }),
]
const select = (change: Partial<Selection>) =>
  selectIncidents(all, { ...readSelection(() => null), ...change }, NOW).map(({ id }) => id)

test('the newest come first and each filter narrows [INC-05]', () => {
  expect(select({})).toEqual(['new', 'seen', 'old'])
  expect(select({ severity: 'critical' })).toEqual(['new'])
  expect(select({ state: 'acknowledged' })).toEqual(['seen'])
  expect(select({ since: '1h' })).toEqual(['new'])
  expect(select({ since: '24h', severity: 'warning' })).toEqual(['seen'])
})

test('an address is read leniently', () => {
  const params: Record<string, string> = { show: 'all', severity: 'critical', state: 'lost', since: '7d' }
  expect(readSelection((name) => params[name] ?? null)).toEqual({
    scope: 'all',
    severity: 'critical',
    state: null,
    since: '7d',
  })
  expect(readSelection(() => null)).toEqual({ scope: 'active', severity: null, state: null, since: null })
})
