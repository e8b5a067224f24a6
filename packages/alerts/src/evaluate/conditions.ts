import type { AlertCondition } from '@tidemark/contracts'
import type { AlertContext } from '../alert-context.ts'
import type { ConditionKind, Facts, Message, MessageSubject, Moment, Observation } from './condition.ts'
import type { Rule } from './rule.ts'
import { sliCondition } from './sli-condition.ts'

/** Every kind of condition there is: one more is a file and a line here. */
const KINDS: { readonly [Kind in AlertCondition['kind']]: ConditionKind<Kind> } = { sli: sliCondition }

/** One observation per instance of a rule. Throws when nothing can be read. */
export function observeRule(
  context: Pick<AlertContext, 'sli'>,
  rule: Rule,
  moment: Moment,
): Promise<readonly Observation[]> {
  return KINDS[rule.condition.kind].observe(context, rule, moment)
}

/** What a transition tells people. Pure. */
export function describeStep(facts: Facts, subject: MessageSubject): Message {
  return KINDS[subject.rule.condition.kind].describe(facts, subject)
}
