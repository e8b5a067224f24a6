import type { AlertState, Severity } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { type Instance, newInstance, type Reason, type Step, type Timing, transition } from './transition.ts'
import type { Verdict } from './verdict.ts'

const T0 = 1_700_000_000_000
const MINUTE = 60_000
const timing: Timing = { forSeconds: 300, keepFiringForSeconds: 300, cooldownSeconds: 600 }
const eager: Timing = { forSeconds: 0, keepFiringForSeconds: 0, cooldownSeconds: 600 }

const breach: Verdict = { kind: 'breach', value: 125, threshold: 100, severity: 'warning' }
const worse: Verdict = { ...breach, severity: 'critical' }
const milder: Verdict = { ...breach, severity: 'info' }
const clear: Verdict = { kind: 'clear', value: 50, threshold: 100 }
const missing: Verdict = { kind: 'missing' }
const failed: Verdict = { kind: 'failed', reason: 'timeout' }

/** An instance that entered its state at T0; an open episode was told of as `warning` at T0. */
function instanceIn(state: AlertState): Instance {
  const open = state === 'firing' || state === 'recovering'
  return {
    ...newInstance(T0),
    state,
    pendingSince: state === 'pending' ? T0 : null,
    firingSince: open ? T0 : null,
    severity: open ? 'warning' : null,
    remindAt: open ? T0 + 10 * MINUTE : null,
  }
}

type Case = {
  from: AlertState
  verdict: Verdict
  /** minutes in the state */
  after: number
  rule?: Timing
  to: AlertState
  reason: Reason | null
  tells?: Step['tell']
  incident?: Step['incident']
}

const cases: Case[] = [
  { from: 'ok', verdict: breach, after: 1, to: 'pending', reason: 'breach_began' },
  {
    from: 'ok',
    verdict: breach,
    after: 1,
    rule: eager,
    to: 'firing',
    reason: 'fired',
    tells: 'firing',
    incident: 'open',
  },
  { from: 'ok', verdict: clear, after: 1, to: 'ok', reason: null },
  { from: 'ok', verdict: missing, after: 1, to: 'no_data', reason: 'data_missing' },
  { from: 'ok', verdict: failed, after: 1, to: 'error', reason: 'evaluation_failed' },

  { from: 'no_data', verdict: breach, after: 60, to: 'pending', reason: 'breach_began' },
  {
    from: 'no_data',
    verdict: breach,
    after: 1,
    rule: eager,
    to: 'firing',
    reason: 'fired',
    tells: 'firing',
    incident: 'open',
  },
  { from: 'no_data', verdict: clear, after: 1, to: 'ok', reason: 'data_returned' },
  { from: 'no_data', verdict: missing, after: 1, to: 'no_data', reason: null },
  { from: 'no_data', verdict: failed, after: 1, to: 'error', reason: 'evaluation_failed' },

  { from: 'error', verdict: breach, after: 60, to: 'pending', reason: 'breach_began' },
  {
    from: 'error',
    verdict: breach,
    after: 1,
    rule: eager,
    to: 'firing',
    reason: 'fired',
    tells: 'firing',
    incident: 'open',
  },
  { from: 'error', verdict: clear, after: 1, to: 'ok', reason: 'data_returned' },
  { from: 'error', verdict: missing, after: 1, to: 'no_data', reason: 'data_missing' },
  { from: 'error', verdict: failed, after: 1, to: 'error', reason: null },

  { from: 'pending', verdict: breach, after: 4.9, to: 'pending', reason: null },
  { from: 'pending', verdict: breach, after: 5, to: 'firing', reason: 'fired', tells: 'firing', incident: 'open' },
  { from: 'pending', verdict: clear, after: 4, to: 'ok', reason: 'breach_ended' },
  { from: 'pending', verdict: clear, after: 10, to: 'ok', reason: 'breach_ended' },
  { from: 'pending', verdict: missing, after: 60, to: 'pending', reason: null },
  { from: 'pending', verdict: failed, after: 60, to: 'pending', reason: null },

  { from: 'firing', verdict: breach, after: 9.9, to: 'firing', reason: null },
  {
    from: 'firing',
    verdict: breach,
    after: 10,
    to: 'firing',
    reason: 'still_firing',
    tells: 'reminder',
    incident: 'update',
  },
  { from: 'firing', verdict: milder, after: 1, to: 'firing', reason: null },
  {
    from: 'firing',
    verdict: milder,
    after: 10,
    to: 'firing',
    reason: 'still_firing',
    tells: 'reminder',
    incident: 'update',
  },
  {
    from: 'firing',
    verdict: worse,
    after: 1,
    to: 'firing',
    reason: 'severity_raised',
    tells: 'firing',
    incident: 'update',
  },
  { from: 'firing', verdict: clear, after: 1, to: 'recovering', reason: 'recovering' },
  {
    from: 'firing',
    verdict: clear,
    after: 1,
    rule: eager,
    to: 'ok',
    reason: 'resolved',
    tells: 'resolved',
    incident: 'resolve',
  },
  { from: 'firing', verdict: missing, after: 6000, to: 'firing', reason: null },
  { from: 'firing', verdict: failed, after: 6000, to: 'firing', reason: null },

  { from: 'recovering', verdict: breach, after: 1, to: 'firing', reason: 'relapsed' },
  {
    from: 'recovering',
    verdict: breach,
    after: 10,
    to: 'firing',
    reason: 'still_firing',
    tells: 'reminder',
    incident: 'update',
  },
  {
    from: 'recovering',
    verdict: worse,
    after: 1,
    to: 'firing',
    reason: 'severity_raised',
    tells: 'firing',
    incident: 'update',
  },
  { from: 'recovering', verdict: clear, after: 4.9, to: 'recovering', reason: null },
  {
    from: 'recovering',
    verdict: clear,
    after: 5,
    to: 'ok',
    reason: 'resolved',
    tells: 'resolved',
    incident: 'resolve',
  },
  { from: 'recovering', verdict: missing, after: 60, to: 'firing', reason: 'recovery_unproven' },
  { from: 'recovering', verdict: failed, after: 60, to: 'firing', reason: 'recovery_unproven' },
]

describe('every state meets every verdict [ALR-06 ALR-08]', () => {
  for (const { from, verdict, after, rule = timing, to, reason, tells = 'none', incident = 'none' } of cases) {
    const kind = verdict.kind === 'breach' ? `${verdict.severity} breach` : verdict.kind
    test(`${from} for ${after} min + ${kind}${rule === eager ? ', no waits' : ''} -> ${to}, tells ${tells}`, () => {
      const step = transition(instanceIn(from), verdict, rule, T0 + after * MINUTE)
      expect({ to: step.next.state, reason: step.reason, tells: step.tell, incident: step.incident }).toEqual({
        to,
        reason,
        tells,
        incident,
      })
    })
  }

  test('no cell of the table is left out', () => {
    const seen = new Set(cases.map(({ from, verdict }) => `${from} ${verdict.kind}`))
    expect(seen.size).toBe(6 * 4)
  })
})

describe('what an instance remembers', () => {
  test('since when it fires, how urgent that was and when to remind', () => {
    const { next } = transition(instanceIn('pending'), worse, timing, T0 + 5 * MINUTE)
    expect(next).toMatchObject({
      pendingSince: null,
      firingSince: T0 + 5 * MINUTE,
      since: T0 + 5 * MINUTE,
      severity: 'critical' satisfies Severity,
      remindAt: T0 + 15 * MINUTE,
      lastValue: 125,
      lastBreachAt: T0 + 5 * MINUTE,
      lastSeenAt: T0 + 5 * MINUTE,
    })
  })

  test('the last value seen, not the absence of one', () => {
    const seen = transition(instanceIn('firing'), clear, timing, T0 + MINUTE).next
    const after = transition(seen, missing, timing, T0 + 2 * MINUTE).next
    expect(after).toMatchObject({ lastValue: 50, lastSeenAt: T0 + MINUTE, lastBreachAt: null })
  })

  test('nothing of an episode that is over', () => {
    const { next } = transition(instanceIn('firing'), clear, eager, T0 + MINUTE)
    expect(next).toMatchObject({ firingSince: null, severity: null, remindAt: null })
  })
})
