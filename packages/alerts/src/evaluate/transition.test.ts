import type { AlertState, Severity } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { type Instance, newInstance, type Reason, type Step, type Timing, transition } from './transition.ts'
import type { Verdict } from './verdict.ts'

const T0 = 1_700_000_000_000
const MINUTE = 60_000
/** in minutes */
const DAY = 1440
const timing: Timing = { forSeconds: 300, keepFiringForSeconds: 300, cooldownSeconds: 600 }
const eager: Timing = { forSeconds: 0, keepFiringForSeconds: 0, cooldownSeconds: 600 }

const breach: Verdict = { kind: 'breach', value: 125, threshold: 100, severity: 'warning' }
const worse: Verdict = { ...breach, severity: 'critical' }
const milder: Verdict = { ...breach, severity: 'info' }
const clear: Verdict = { kind: 'clear', value: 50, threshold: 100 }
const missing: Verdict = { kind: 'missing' }
const unlisted: Verdict = { kind: 'unlisted' }
const failed: Verdict = { kind: 'failed', reason: 'timeout' }

/** An instance that entered its state at T0 and was seen then; an open episode was told of as `warning` at T0. */
function instanceIn(state: AlertState): Instance {
  const open = state === 'firing' || state === 'recovering'
  return {
    ...newInstance(T0),
    state,
    lastSeenAt: T0,
    pendingSince: state === 'pending' ? T0 : null,
    firingSince: open ? T0 : null,
    severity: open ? 'warning' : null,
    remindAt: open ? T0 + 10 * MINUTE : null,
  }
}

type Outcome = { to: AlertState; reason: Reason | null; tells: Step['tell']; incident: Step['incident'] }

const silently = (to: AlertState, reason: Reason): Outcome => ({ to, reason, tells: 'none', incident: 'none' })
const stays = (to: AlertState): Outcome => ({ to, reason: null, tells: 'none', incident: 'none' })
const fires: Outcome = { to: 'firing', reason: 'fired', tells: 'firing', incident: 'open' }
const reminds: Outcome = { to: 'firing', reason: 'still_firing', tells: 'reminder', incident: 'update' }
const raises: Outcome = { to: 'firing', reason: 'severity_raised', tells: 'firing', incident: 'update' }
const closes: Outcome = { to: 'ok', reason: 'unlisted', tells: 'resolved', incident: 'resolve' }
const resolves: Outcome = { to: 'ok', reason: 'resolved', tells: 'resolved', incident: 'resolve' }

/** State, verdict, minutes in the state, what comes of it; waits of five minutes and a cooldown of ten unless told. */
type Case = [from: AlertState, verdict: Verdict, after: number, outcome: Outcome, rule?: Timing]

const cases: Case[] = [
  ['ok', breach, 1, silently('pending', 'breach_began')],
  ['ok', breach, 1, fires, eager],
  ['ok', clear, 1, stays('ok')],
  ['ok', missing, 1, silently('no_data', 'data_missing')],
  ['ok', failed, 1, silently('error', 'evaluation_failed')],
  ['ok', unlisted, 6000, stays('ok')],

  ['no_data', breach, 60, silently('pending', 'breach_began')],
  ['no_data', breach, 1, fires, eager],
  ['no_data', clear, 1, silently('ok', 'data_returned')],
  ['no_data', missing, 1, stays('no_data')],
  ['no_data', failed, 1, silently('error', 'evaluation_failed')],
  ['no_data', unlisted, 1, silently('ok', 'unlisted')],

  ['error', breach, 60, silently('pending', 'breach_began')],
  ['error', breach, 1, fires, eager],
  ['error', clear, 1, silently('ok', 'data_returned')],
  ['error', missing, 1, silently('no_data', 'data_missing')],
  ['error', failed, 1, stays('error')],
  ['error', unlisted, 1, silently('ok', 'unlisted')],

  ['pending', breach, 4.9, stays('pending')],
  ['pending', breach, 5, fires],
  ['pending', clear, 4, silently('ok', 'breach_ended')],
  ['pending', clear, 10, silently('ok', 'breach_ended')],
  ['pending', missing, 60, stays('pending')],
  ['pending', failed, 60, stays('pending')],
  ['pending', unlisted, DAY - 1, stays('pending')],
  ['pending', unlisted, DAY, silently('ok', 'unlisted')],

  ['firing', breach, 9.9, stays('firing')],
  ['firing', breach, 10, reminds],
  ['firing', milder, 1, stays('firing')],
  ['firing', milder, 10, reminds],
  ['firing', worse, 1, raises],
  ['firing', clear, 1, silently('recovering', 'recovering')],
  ['firing', clear, 1, resolves, eager],
  ['firing', missing, 6000, stays('firing')],
  ['firing', failed, 6000, stays('firing')],
  ['firing', unlisted, DAY - 1, stays('firing')],
  ['firing', unlisted, DAY, closes],

  ['recovering', breach, 1, silently('firing', 'relapsed')],
  ['recovering', breach, 10, reminds],
  ['recovering', worse, 1, raises],
  ['recovering', clear, 4.9, stays('recovering')],
  ['recovering', clear, 5, resolves],
  ['recovering', missing, 60, silently('firing', 'recovery_unproven')],
  ['recovering', failed, 60, silently('firing', 'recovery_unproven')],
  ['recovering', unlisted, DAY - 1, silently('firing', 'recovery_unproven')],
  ['recovering', unlisted, DAY, closes],
]

describe('every state meets every verdict [ALR-06 ALR-08]', () => {
  for (const [from, verdict, after, outcome, rule = timing] of cases) {
    const kind = verdict.kind === 'breach' ? `${verdict.severity} breach` : verdict.kind
    const waits = rule === eager ? ', no waits' : ''
    test(`${from} for ${after} min + ${kind}${waits} -> ${outcome.to}, tells ${outcome.tells}`, () => {
      const { next, reason, tell, incident } = transition(instanceIn(from), verdict, rule, T0 + after * MINUTE)
      expect({ to: next.state, reason, tells: tell, incident }).toEqual(outcome)
    })
  }

  test('no cell of the table is left out', () => {
    const seen = new Set(cases.map(([from, verdict]) => `${from} ${verdict.kind}`))
    expect(seen.size).toBe(6 * 5)
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
