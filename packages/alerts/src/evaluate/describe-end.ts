import type { Severity } from '@tidemark/contracts'
import type { Writer } from '@tidemark/workspace'
import type { Facts, Labels, Message } from './condition.ts'
import { describeStep } from './conditions.ts'
import type { Rule } from './rule.ts'
import type { EndReason } from './write-step.ts'

const WHY: Readonly<Record<EndReason, string>> = {
  rule_changed: 'The alert rule was changed. Nothing says that the trouble is over.',
  rule_deleted: 'The alert rule was deleted. Nothing says that the trouble is over.',
  unlisted: 'It has not run for so long that it is not watched any more. Nothing says that the trouble is over.',
}

export type EndOfEpisode = {
  readonly instanceId: string
  readonly labels: Labels
  readonly severity: Severity
  /** epoch ms */
  readonly at: number
  readonly reason: EndReason
}

/** What closes an alert at the receivers that its data did not end: the last that was told of it, and why it ends. */
export async function describeEnd(tx: Writer, rule: Rule, end: EndOfEpisode): Promise<Message | null> {
  const { instanceId, labels, severity, at, reason } = end
  const last = await tx.alertTransition.findFirst({
    where: { instanceId, reason: { in: ['fired', 'severity_raised', 'still_firing'] } },
    orderBy: { instanceVersion: 'desc' },
  })
  if (last === null) return null
  const message = describeStep(last.facts as Facts, { rule, labels, severity, at, resolved: true })
  return { ...message, title: `Closed: ${rule.name}`, message: WHY[reason] }
}
