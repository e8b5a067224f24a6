import { INCIDENT_STATES, type IncidentView } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { lastingText, movesOf } from './incident-text.ts'

test('only what can still be done is offered [INC-02]', () => {
  const offered = INCIDENT_STATES.map((state) => [state, movesOf(state).acknowledge, movesOf(state).resolve])
  expect(offered).toEqual([
    ['triggered', true, true],
    ['acknowledged', false, true],
    ['escalated', true, true],
    ['resolved', false, false],
  ])
})

test('an open incident grows older, a resolved one does not', () => {
  const incident = { openedAt: 0, resolvedAt: null } as IncidentView
  expect(lastingText(incident, 300_000)).toBe('open for 5 min')
  expect(lastingText({ ...incident, resolvedAt: 60_000 }, 300_000)).toBe('lasted 60 s')
})
