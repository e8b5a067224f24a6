import { type SliWebhookBody, wholeSeconds } from './sli-webhook.ts'

/** What a channel is tried out with: the fields of a real notification, so that the receiver's reading of it is tried too. */
export const buildTestMessage = (projectId: string, at: number): SliWebhookBody => ({
  severity: 'info',
  title: 'Test message',
  message: 'Tidemark can reach this channel. Nothing is wrong.',
  projectId,
  workflowId: null,
  metrics: { successPct: null, p95Ms: null, errorBudgetBurnPct: null },
  targets: { successPct: 99, p95Ms: 5000 },
  timestamp: wholeSeconds(at),
})
