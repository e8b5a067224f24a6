import { createChannel, createRule, openChannelServices, updateRule } from '@tidemark/alerts'
import type { AlertRuleInput, AlertRuleView } from '@tidemark/contracts'
import { createLogger } from '@tidemark/platform'
import type { ServiceContext } from '@tidemark/workspace'

/** Settings that let a worker send webhooks to this machine. */
export type WebhookSettings = { readonly TIDEMARK_MASTER_KEY: string; readonly OUTBOUND_ALLOW: string }

const EACH: Omit<AlertRuleInput, 'name' | 'channelIds' | 'forSeconds' | 'keepFiringForSeconds'> = {
  condition: { kind: 'sli', scope: { of: 'each_workflow' }, window: '5m' },
  severity: null,
  intervalSeconds: 10,
  cooldownSeconds: 30,
  minSamples: 1,
  enabled: true,
}
const RULES = [
  { name: 'at once', forSeconds: 0, keepFiringForSeconds: 0 },
  { name: 'patient', forSeconds: 15, keepFiringForSeconds: 15 },
] as const
const CHANNELS_PER_RULE = 2

/** Two rules over each workflow, each with two webhooks of its own to `url`. */
export async function makeRules(ctx: ServiceContext, url: string, settings: WebhookSettings): Promise<AlertRuleView[]> {
  const allow = settings.OUTBOUND_ALLOW.split(',')
  const services = openChannelServices({ ...settings, OUTBOUND_ALLOW: allow }, createLogger('chaos'))
  const rules: AlertRuleView[] = []
  for (const rule of RULES) {
    const channelIds: string[] = []
    for (let n = 1; n <= CHANNELS_PER_RULE; n++) {
      const { view } = await createChannel(ctx, services, { kind: 'webhook', name: `${rule.name} ${n}`, url })
      channelIds.push(view.id)
    }
    rules.push(await createRule(ctx, { ...EACH, ...rule, channelIds }))
  }
  return rules
}

/** Pauses rules, which ends their open episodes and says so to the channels. */
export async function pauseRules(ctx: ServiceContext, rules: readonly AlertRuleView[]): Promise<void> {
  for (const { id, state: _state, lastEvaluatedAt: _at, lastError: _error, ...rule } of rules)
    await updateRule(ctx, id, { ...rule, enabled: false })
}
