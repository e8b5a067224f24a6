import { type IncidentState, SEVERITIES, type Severity } from '@tidemark/contracts'
import { conflict } from '@tidemark/platform/errors'

export type MoveKind = 'acknowledge' | 'escalate' | 'resolve'

type Position = { readonly state: IncidentState; readonly severity: Severity }

/** Where a move leads; what is not listed is illegal. */
const MOVES: Readonly<Record<IncidentState, Partial<Record<MoveKind, IncidentState>>>> = {
  triggered: { acknowledge: 'acknowledged', escalate: 'escalated', resolve: 'resolved' },
  acknowledged: { escalate: 'escalated', resolve: 'resolved' },
  escalated: { acknowledge: 'acknowledged', escalate: 'escalated', resolve: 'resolved' },
  resolved: {},
}

const PAST: Readonly<Record<MoveKind, string>> = {
  acknowledge: 'acknowledged',
  escalate: 'escalated',
  resolve: 'resolved',
}

/** Where an incident stands after a move; escalating raises its severity one step. Pure. Throws `conflict` when illegal. */
export function moveIncident({ state, severity }: Position, move: MoveKind): Position {
  const next = MOVES[state][move]
  if (next === undefined) throw conflict(`An incident that is ${state} cannot be ${PAST[move]}.`)
  if (move !== 'escalate') return { state: next, severity }
  const higher = SEVERITIES[SEVERITIES.indexOf(severity) + 1]
  if (higher === undefined) throw conflict(`There is no severity above ${severity}.`)
  return { state: next, severity: higher }
}
