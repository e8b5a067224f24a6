import { hashDims } from '@tidemark/metrics/ingest/dimension-key'
import type { AlertContext } from '../alert-context.ts'
import { commitTransition, type DecidedStep } from './commit-transition.ts'
import type { Moment, Observation } from './condition.ts'
import { observeRule } from './conditions.ts'
import { explainFailure } from './explain-failure.ts'
import { openInstances, type StoredInstance, saveObserved } from './instance-rows.ts'
import type { Rule } from './rule.ts'
import { type Instance, type Step, transition } from './transition.ts'
import type { Verdict } from './verdict.ts'

const FAILURES_MAX = 3

export type Evaluation = {
  readonly transitions: number
  /** why it failed, wholly or in part */
  readonly error: string | null
}

type Observed = { readonly observations: readonly Observation[]; readonly error: string | null }

async function observe(context: AlertContext, rule: Rule, moment: Moment): Promise<Observed> {
  try {
    const observations = await observeRule(context, rule, moment)
    const failed = observations.map(({ verdict }) => verdict).find((verdict) => verdict.kind === 'failed')
    return { observations, error: failed?.reason ?? null }
  } catch (error) {
    context.logger.warn({ err: error, rule: rule.id }, 'a rule could not be evaluated')
    return { observations: [], error: explainFailure(error) }
  }
}

/** What is said of an instance that the evaluation does not mention: where nothing could be read, nothing is known of it. */
function unmentioned({ labels }: StoredInstance, error: string | null, empty: boolean): Observation {
  const verdict: Verdict = error !== null && empty ? { kind: 'failed', reason: error } : { kind: 'unlisted' }
  return { labels, verdict, facts: {} }
}

const hasReason = (step: Step): step is Step & { reason: NonNullable<Step['reason']> } => step.reason !== null

/** Commits each step on its own: what fails for one instance holds back no other. */
async function commitAll(context: AlertContext, decided: readonly DecidedStep[]) {
  const failures: unknown[] = []
  let transitions = 0
  for (const step of decided) {
    try {
      if (await commitTransition(context, step)) transitions += 1
    } catch (error) {
      context.logger.warn({ err: error, rule: step.rule.id, instance: step.instance.id }, 'a step was not committed')
      failures.push(error)
      // Then it is the database, and each further attempt would only wait for it.
      if (failures.length === FAILURES_MAX) break
    }
  }
  return { transitions, failure: failures.length === 0 ? null : explainFailure(failures[0]) }
}

/**
 * Evaluates a rule once: reads, decides per instance and commits what changed. Any number of evaluators may do so at the
 * same time: each step is committed by one of them. Throws when the database cannot be asked.
 */
export async function evaluateRule(context: AlertContext, rule: Rule, moment: Moment): Promise<Evaluation> {
  const { now } = moment
  const { observations, error } = await observe(context, rule, moment)
  const labels = observations.map((observation) => observation.labels)
  const instances = await openInstances(context.prisma, rule.id, labels, now)
  const said = new Map(observations.map((observation) => [hashDims(observation.labels), observation] as const))

  const seen: { instance: StoredInstance; next: Instance }[] = []
  const decided: DecidedStep[] = []
  for (const [hash, instance] of instances) {
    const observation = said.get(hash) ?? unmentioned(instance, error, observations.length === 0)
    const step = transition(instance, observation.verdict, rule, now)
    if (hasReason(step)) decided.push({ rule, instance, observation, step, now })
    else seen.push({ instance, next: step.next })
  }
  const { transitions, failure } = await commitAll(context, decided)
  await saveObserved(context.prisma, seen)
  return { transitions, error: error ?? failure }
}
