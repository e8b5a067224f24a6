import { AlertCondition, type AlertRuleView, type AlertState, Severity } from '@tidemark/contracts'
import type { Prisma } from '@tidemark/db'

/** What a rule is shown with. */
export const RULE_PARTS = {
  channels: { select: { channelId: true }, where: { channel: { deletedAt: null } }, orderBy: { channelId: 'asc' } },
  instances: { select: { state: true } },
} as const satisfies Prisma.AlertRuleInclude

type RuleRow = Prisma.AlertRuleGetPayload<{ include: typeof RULE_PARTS }>

/** The worst first. */
const WORST: readonly AlertState[] = ['firing', 'recovering', 'pending', 'error', 'no_data', 'ok']

/** The worst of some states; a rule without instances is ok. Pure. */
const worstState = (states: readonly string[]): AlertState => WORST.find((state) => states.includes(state)) ?? 'ok'

export const toRuleView = (row: RuleRow): AlertRuleView => ({
  id: row.id,
  name: row.name,
  condition: AlertCondition.parse(row.condition),
  severity: Severity.nullable().parse(row.severity),
  forSeconds: row.forSeconds,
  keepFiringForSeconds: row.keepFiringForSeconds,
  intervalSeconds: row.intervalSeconds,
  cooldownSeconds: row.cooldownSeconds,
  minSamples: row.minSamples,
  channelIds: row.channels.map(({ channelId }) => channelId),
  enabled: row.enabled,
  state: worstState(row.instances.map(({ state }) => state)),
  lastEvaluatedAt: row.lastEvaluatedAt?.getTime() ?? null,
  lastError: row.lastError,
})
