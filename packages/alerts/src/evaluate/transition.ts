import type { AlertState, Severity } from '@tidemark/contracts'
import { isHigher } from './severity.ts'
import type { Verdict } from './verdict.ts'

/** What an instance remembers. Times are epoch ms. */
export type Instance = {
  readonly state: AlertState
  readonly since: number
  /** set exactly while pending */
  readonly pendingSince: number | null
  /** set exactly while firing or recovering: an episode is open */
  readonly firingSince: number | null
  /** what was told last in this episode */
  readonly severity: Severity | null
  /** from then on a breach that goes on is worth a reminder */
  readonly remindAt: number | null
  readonly lastValue: number | null
  readonly lastBreachAt: number | null
  /** when data was seen last, good or bad */
  readonly lastSeenAt: number | null
}

/** The part of a rule that says how long things take. */
export type Timing = {
  readonly forSeconds: number
  readonly keepFiringForSeconds: number
  readonly cooldownSeconds: number
}

export type Reason =
  | 'breach_began'
  | 'breach_ended'
  | 'fired'
  | 'severity_raised'
  | 'still_firing'
  | 'recovering'
  | 'relapsed'
  | 'recovery_unproven'
  | 'resolved'
  | 'data_missing'
  | 'data_returned'
  | 'evaluation_failed'
  | 'unlisted'

/** What people should hear about a step. `reminder` repeats what they know. */
type Tell = 'none' | 'firing' | 'reminder' | 'resolved'
type IncidentEffect = 'none' | 'open' | 'update' | 'resolve'

/** One step. `reason` null: nothing happened that is worth a row, only what is remembered may have changed. */
export type Step = {
  readonly next: Instance
  readonly reason: Reason | null
  readonly tell: Tell
  readonly incident: IncidentEffect
}

/** Without an episode: only what was seen is remembered. Pure. */
export const calm = (seen: Pick<Instance, 'lastValue' | 'lastBreachAt' | 'lastSeenAt'>, now: number): Instance => ({
  ...seen,
  state: 'ok',
  since: now,
  pendingSince: null,
  firingSince: null,
  severity: null,
  remindAt: null,
})

type Breach = Extract<Verdict, { kind: 'breach' }>
type Situation = { readonly instance: Instance; readonly timing: Timing; readonly now: number }
type Moves = {
  readonly breach: (situation: Situation, verdict: Breach) => Step
  readonly clear: (situation: Situation) => Step
  readonly missing: (situation: Situation) => Step
  readonly failed: (situation: Situation) => Step
  readonly unlisted: (situation: Situation) => Step
}

const quietly = (next: Instance, reason: Reason | null): Step => ({ next, reason, tell: 'none', incident: 'none' })
const stay = ({ instance }: Situation): Step => quietly(instance, null)
const enter = (state: AlertState, { instance, now }: Situation): Instance => ({ ...instance, state, since: now })
const moveTo = (state: AlertState, reason: Reason) => (situation: Situation) => quietly(enter(state, situation), reason)
const lasted = (since: number | null, seconds: number, now: number) => since !== null && now - since >= seconds * 1000

const told = (severity: Severity, { timing, now }: Situation) => ({
  severity,
  remindAt: now + timing.cooldownSeconds * 1000,
})

function fire(situation: Situation, { severity }: Breach): Step {
  const { now } = situation
  const next = { ...enter('firing', situation), ...told(severity, situation), pendingSince: null, firingSince: now }
  return { next, reason: 'fired', tell: 'firing', incident: 'open' }
}

function beginBreach(situation: Situation, verdict: Breach): Step {
  if (situation.timing.forSeconds === 0) return fire(situation, verdict)
  return quietly({ ...enter('pending', situation), pendingSince: situation.now }, 'breach_began')
}

function holdBreach(situation: Situation, verdict: Breach): Step {
  const { instance, timing, now } = situation
  return lasted(instance.pendingSince, timing.forSeconds, now) ? fire(situation, verdict) : stay(situation)
}

/** A breach within an open episode: tells of more urgency at once, of the same or less only after the cooldown. */
function keepFiring(situation: Situation, { severity }: Breach): Step {
  const { instance, now } = situation
  const relapse = instance.state === 'recovering'
  const firing = relapse ? enter('firing', situation) : instance
  if (isHigher(severity, instance.severity)) {
    const next = { ...firing, ...told(severity, situation) }
    return { next, reason: 'severity_raised', tell: 'firing', incident: 'update' }
  }
  if (instance.remindAt !== null && now >= instance.remindAt) {
    const next = { ...firing, ...told(severity, situation) }
    return { next, reason: 'still_firing', tell: 'reminder', incident: 'update' }
  }
  return quietly(firing, relapse ? 'relapsed' : null)
}

function resolve({ instance, now }: Situation): Step {
  return { next: calm(instance, now), reason: 'resolved', tell: 'resolved', incident: 'resolve' }
}

const beginRecovery = (situation: Situation): Step =>
  situation.timing.keepFiringForSeconds === 0
    ? resolve(situation)
    : quietly(enter('recovering', situation), 'recovering')

const holdRecovery = (situation: Situation): Step =>
  lasted(situation.instance.since, situation.timing.keepFiringForSeconds, situation.now)
    ? resolve(situation)
    : stay(situation)

const endBreach = ({ instance, now }: Situation): Step => quietly(calm(instance, now), 'breach_ended')

/** A list may be short for a moment: what was seen within a day is only missing. */
const UNLISTED_SECONDS = 86_400

/** Ends what nobody can observe any more, so that it does not stay as it was last seen for ever. */
function retire({ instance, now }: Situation): Step {
  const open = instance.firingSince !== null
  return {
    next: calm(instance, now),
    reason: 'unlisted',
    tell: open ? 'resolved' : 'none',
    incident: open ? 'resolve' : 'none',
  }
}

const retireUnlessSeen = (otherwise: (situation: Situation) => Step) => (situation: Situation) =>
  lasted(situation.instance.lastSeenAt ?? 0, UNLISTED_SECONDS, situation.now) ? retire(situation) : otherwise(situation)

const unproven = moveTo('firing', 'recovery_unproven')
const toOk = moveTo('ok', 'data_returned')
const toNoData = moveTo('no_data', 'data_missing')
const toError = moveTo('error', 'evaluation_failed')

/**
 * Only observed data moves an instance between good and bad. Absence and failure are never good news: they start no
 * breach and end none, they neither shorten nor restart the wait of `for`, and they break a recovery. While nothing is
 * wrong they show as `no_data` and `error`. What is not watched any more ends without good data, and says so.
 */
const TABLE: Readonly<Record<AlertState, Moves>> = {
  ok: { breach: beginBreach, clear: stay, missing: toNoData, failed: toError, unlisted: stay },
  no_data: { breach: beginBreach, clear: toOk, missing: stay, failed: toError, unlisted: retire },
  error: { breach: beginBreach, clear: toOk, missing: toNoData, failed: stay, unlisted: retire },
  pending: { breach: holdBreach, clear: endBreach, missing: stay, failed: stay, unlisted: retireUnlessSeen(stay) },
  firing: { breach: keepFiring, clear: beginRecovery, missing: stay, failed: stay, unlisted: retireUnlessSeen(stay) },
  recovering: {
    breach: keepFiring,
    clear: holdRecovery,
    missing: unproven,
    failed: unproven,
    unlisted: retireUnlessSeen(unproven),
  },
}

function observe(instance: Instance, verdict: Verdict, now: number): Instance {
  if (verdict.kind !== 'breach' && verdict.kind !== 'clear') return instance
  const lastBreachAt = verdict.kind === 'breach' ? now : instance.lastBreachAt
  return { ...instance, lastValue: verdict.value, lastSeenAt: now, lastBreachAt }
}

/** Next state of one alert instance and what is to be told. Pure: same inputs, same answer. `now` is epoch ms. */
export function transition(instance: Instance, verdict: Verdict, timing: Timing, now: number): Step {
  const situation = { instance: observe(instance, verdict, now), timing, now }
  const moves = TABLE[instance.state]
  return verdict.kind === 'breach' ? moves.breach(situation, verdict) : moves[verdict.kind](situation)
}

/** An instance that nothing is known of yet. Pure. */
export const newInstance = (now: number): Instance =>
  calm({ lastValue: null, lastBreachAt: null, lastSeenAt: null }, now)
