import { createChannel, createRule, listChannels, listRules, openChannelServices } from '@tidemark/alerts'
import type { AlertRuleInput } from '@tidemark/contracts'
import type { Logger } from '@tidemark/platform'
import type { ServiceContext } from '@tidemark/workspace'
import type { Session } from '../session/open-session.ts'

/** Fires about two minutes into an incident and forgets it a quarter of an hour later. */
const RULE: Omit<AlertRuleInput, 'channelIds'> = {
  name: 'Workflow SLI violation',
  condition: { kind: 'sli', scope: { of: 'workflow', workflowId: 'invoice-approval' }, window: '15m' },
  severity: null,
  forSeconds: 0,
  keepFiringForSeconds: 60,
  intervalSeconds: 15,
  cooldownSeconds: 600,
  minSamples: 30,
  enabled: true,
}

/** Gives the demo a rule that tells the log, unless it has any rule. */
export async function ensureRule({ env }: Session, service: ServiceContext, log: Logger): Promise<void> {
  if ((await listRules(service)).length > 0) return
  const channels = await listChannels(service)
  const channel =
    channels.find(({ kind }) => kind === 'log') ??
    (await createChannel(service, openChannelServices(env, log), { kind: 'log', name: 'Log' })).view
  await createRule(service, { ...RULE, channelIds: [channel.id] })
}
