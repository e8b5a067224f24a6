import { INCIDENT_STATES, type IncidentState, type Severity } from '@tidemark/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MoveKind, moveIncident } from './move-incident.ts'

const MOVES: readonly MoveKind[] = ['acknowledge', 'escalate', 'resolve']

/** Legal moves and where they lead. */
const LEGAL: Record<IncidentState, Partial<Record<MoveKind, IncidentState>>> = {
  triggered: { acknowledge: 'acknowledged', escalate: 'escalated', resolve: 'resolved' },
  acknowledged: { escalate: 'escalated', resolve: 'resolved' },
  escalated: { acknowledge: 'acknowledged', escalate: 'escalated', resolve: 'resolved' },
  resolved: {},
}

describe('every state meets every move [INC-02]', () => {
  for (const state of INCIDENT_STATES) {
    for (const move of MOVES) {
      const to = LEGAL[state][move]
      test(`${state} + ${move} -> ${to ?? 'refused'}`, () => {
        const go = () => moveIncident({ state, severity: 'warning' }, move)
        if (to === undefined) expect(go).toThrow(expect.objectContaining({ code: 'conflict' }))
        else expect(go().state).toBe(to)
      })
    }
  }
})

test.each<[Severity, Severity]>([
  ['info', 'warning'],
  ['warning', 'critical'],
  ['critical', 'emergency'],
])('escalating raises %s to %s [INC-02 ALR-10]', (from, to) =>
  expect(moveIncident({ state: 'triggered', severity: from }, 'escalate')).toEqual({
    state: 'escalated',
    severity: to,
  }),
)

test('nothing is above an emergency [INC-02]', () =>
  expect(() => moveIncident({ state: 'triggered', severity: 'emergency' }, 'escalate')).toThrow(/no severity above/))

test('no order of moves leads out of resolved, and only escalating changes the severity [INC-02]', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 8 }), (moves) => {
      let at: { state: IncidentState; severity: Severity } = { state: 'triggered', severity: 'info' }
      for (const move of moves) {
        const before = at
        try {
          at = moveIncident(at, move)
        } catch {
          continue
        }
        expect(before.state).not.toBe('resolved')
        expect(at.severity === before.severity).toBe(move !== 'escalate')
      }
    }),
  )
})
