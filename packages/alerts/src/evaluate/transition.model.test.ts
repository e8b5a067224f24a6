import type { Severity } from '@tidemark/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isHigher } from './severity.ts'
import { type Instance, newInstance, type Step, type Timing, transition } from './transition.ts'
import type { Verdict } from './verdict.ts'

const T0 = 1_700_000_000_000
const breach = (severity: Severity): Verdict => ({ kind: 'breach', value: 125, threshold: 100, severity })
const VERDICTS: readonly Verdict[] = [
  breach('warning'),
  breach('critical'),
  { kind: 'clear', value: 1, threshold: 100 },
  { kind: 'missing' },
  { kind: 'failed', reason: 'timeout' },
]

/** What an observer who only sees verdicts and notifications can hold against the machine. */
type Observer = {
  /** first breach after the last clear */
  readonly badSince: number | null
  /** first clear after the last breach, absence or failure */
  readonly goodSince: number | null
  /** the open episode's last notification */
  readonly told: { at: number; severity: Severity } | null
}

function watch(
  observer: Observer,
  before: Instance,
  step: Step,
  verdict: Verdict,
  timing: Timing,
  now: number,
): Observer {
  const badSince =
    verdict.kind === 'clear' ? null : verdict.kind === 'breach' ? (observer.badSince ?? now) : observer.badSince
  const goodSince = verdict.kind === 'clear' ? (observer.goodSince ?? now) : null
  const { next, tell, incident, reason } = step
  const fail = (what: string) => {
    throw new Error(`${what}: ${JSON.stringify({ observer, before, verdict, step, timing, now })}`)
  }
  const openBefore = before.firingSince !== null
  const openAfter = next.firingSince !== null
  if (openAfter !== (next.state === 'firing' || next.state === 'recovering')) fail('an episode is open without firing')
  if ((next.pendingSince !== null) !== (next.state === 'pending')) fail('pending since, but not pending')
  if (next.state !== before.state && (reason === null || next.since !== now)) fail('a silent change of state')
  if (openBefore !== (observer.told !== null)) fail('an episode that nobody was told of')

  if (tell !== 'none' && (verdict.kind === 'missing' || verdict.kind === 'failed')) fail('told of absence')
  if (!openBefore && openAfter) {
    if (verdict.kind !== 'breach' || tell !== 'firing' || incident !== 'open')
      fail('fired without a breach or in silence')
    if (badSince === null || now - badSince < timing.forSeconds * 1000) fail('fired before its time')
  }
  if (!openBefore && !openAfter && verdict.kind === 'breach' && now - (badSince ?? now) >= timing.forSeconds * 1000)
    fail('did not fire in time')
  if (openBefore && !openAfter) {
    if (verdict.kind !== 'clear' || tell !== 'resolved' || incident !== 'resolve') fail('ended without good data')
    if (goodSince === null || now - goodSince < timing.keepFiringForSeconds * 1000) fail('ended before its time')
  }
  if (openBefore && openAfter) {
    const late = verdict.kind === 'breach' && now - observer.told!.at >= timing.cooldownSeconds * 1000
    const higher = verdict.kind === 'breach' && isHigher(verdict.severity, observer.told!.severity)
    if ((tell !== 'none') !== (late || higher)) fail('repeated within the cooldown, or not after it')
    if ((incident === 'update') !== (tell !== 'none')) fail('an incident that does not follow what is told')
  }
  if (!openBefore && !openAfter && tell !== 'none') fail('told without an episode')
  const severity = verdict.kind === 'breach' ? verdict.severity : 'info'
  const told = !openAfter ? null : tell === 'none' ? observer.told : { at: now, severity }
  return { badSince, goodSince, told }
}

const TIMINGS: readonly Timing[] = [
  { forSeconds: 0, keepFiringForSeconds: 0, cooldownSeconds: 600 },
  { forSeconds: 120, keepFiringForSeconds: 120, cooldownSeconds: 300 },
  { forSeconds: 300, keepFiringForSeconds: 0, cooldownSeconds: 60 },
]

test.each(TIMINGS)('no stream of up to six steps breaks a promise: %o [ALR-06 ALR-08]', (timing) => {
  let steps = 0
  const explore = (instance: Instance, observer: Observer, now: number, depth: number): void => {
    for (const verdict of VERDICTS) {
      for (const gap of [60_000, 300_000]) {
        const step = transition(instance, verdict, timing, now + gap)
        const seen = watch(observer, instance, step, verdict, timing, now + gap)
        steps += 1
        if (depth > 1) explore(step.next, seen, now + gap, depth - 1)
      }
    }
  }
  explore(newInstance(T0), { badSince: null, goodSince: null, told: null }, T0, 6)
  expect(steps).toBe(1_111_110)
})

const seconds = fc.integer({ min: 0, max: 1800 })
const severities = fc.constantFrom<Severity[]>('info', 'warning', 'critical', 'emergency')
const verdicts = fc.oneof(fc.constantFrom(...VERDICTS), severities.map(breach))

test('no random stream breaks a promise, whatever the waits [ALR-06 ALR-08]', () => {
  fc.assert(
    fc.property(
      fc.record({ forSeconds: seconds, keepFiringForSeconds: seconds, cooldownSeconds: seconds }),
      fc.array(fc.record({ verdict: verdicts, gap: fc.integer({ min: 0, max: 900_000 }) }), { maxLength: 60 }),
      (timing, stream) => {
        let instance = newInstance(T0)
        let observer: Observer = { badSince: null, goodSince: null, told: null }
        let now = T0
        for (const { verdict, gap } of stream) {
          now += gap
          const step = transition(instance, verdict, timing, now)
          observer = watch(observer, instance, step, verdict, timing, now)
          instance = step.next
        }
      },
    ),
    { numRuns: 500 },
  )
})
