import { z } from 'zod'
import { ErrorCode } from './errors.ts'
import { ProjectSlug } from './project.ts'
import { Severity } from './severity.ts'
import { SLI_WINDOWS, WorkflowId } from './workflow-analytics.ts'

/** Where the instance of a rule, one per set of labels, stands. */
const ALERT_STATES = ['ok', 'pending', 'firing', 'recovering', 'no_data', 'error'] as const
export const AlertState = z.enum(ALERT_STATES)
export type AlertState = z.infer<typeof AlertState>

export const INCIDENT_STATES = ['triggered', 'acknowledged', 'escalated', 'resolved'] as const
export const IncidentState = z.enum(INCIDENT_STATES)
export type IncidentState = z.infer<typeof IncidentState>

const CHANNEL_KINDS = ['log', 'webhook'] as const
export const ChannelKind = z.enum(CHANNEL_KINDS)
export type ChannelKind = z.infer<typeof ChannelKind>

/** Windows a rule may look over. A short one notices a short trouble, and forgets it; a day drowns it. */
export const ALERT_WINDOWS = ['5m', '15m', '1h', ...SLI_WINDOWS] as const
export const AlertWindow = z.enum(ALERT_WINDOWS)
export type AlertWindow = z.infer<typeof AlertWindow>

/** What a rule of kind `sli` watches: the service level of the project, of one workflow, or of each workflow on its own. */
const SliCondition = z.strictObject({
  kind: z.literal('sli'),
  scope: z.union([
    z.strictObject({ of: z.literal('project') }),
    z.strictObject({ of: z.literal('each_workflow') }),
    z.strictObject({ of: z.literal('workflow'), workflowId: WorkflowId }),
  ]),
  /** null: the window of the targets */
  window: AlertWindow.nullable(),
})
export const AlertCondition = z.discriminatedUnion('kind', [SliCondition])
export type AlertCondition = z.infer<typeof AlertCondition>

const Seconds = z
  .int()
  .min(0)
  .max(30 * 86_400)

/** Everything about a rule that people decide. */
export const AlertRuleInput = z.strictObject({
  name: z.string().trim().min(1).max(128),
  condition: AlertCondition,
  /** null: the condition computes it */
  severity: Severity.nullable(),
  /** breach must hold this long before the rule fires */
  forSeconds: Seconds,
  /** data must be good this long before it resolves */
  keepFiringForSeconds: Seconds,
  intervalSeconds: z.int().min(10).max(86_400).default(60),
  cooldownSeconds: Seconds.default(600),
  /** fewer finished runs than this are missing data, never a comparison */
  minSamples: z.int().min(1).default(30),
  channelIds: z.array(z.string()).max(20),
  enabled: z.boolean(),
})
export type AlertRuleInput = z.infer<typeof AlertRuleInput>

export const AlertRuleView = z.strictObject({
  id: z.string(),
  ...AlertRuleInput.shape,
  /** the worst state of its instances */
  state: AlertState,
  lastEvaluatedAt: z.number().nullable(),
  lastError: z.string().nullable(),
})
export type AlertRuleView = z.infer<typeof AlertRuleView>

export const ChannelInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('log'), name: z.string().trim().min(1).max(128) }),
  z.strictObject({
    kind: z.literal('webhook'),
    name: z.string().trim().min(1).max(128),
    url: z.url({ protocol: /^https?$/ }).max(2048),
  }),
])
export type ChannelInput = z.infer<typeof ChannelInput>

/** A channel as it is shown: the webhook's address without what may be secret in it; the signing secret is shown once. */
export const ChannelView = z.strictObject({
  id: z.string(),
  kind: ChannelKind,
  name: z.string(),
  address: z.string().nullable(),
  createdAt: z.number(),
})
export type ChannelView = z.infer<typeof ChannelView>

/** A new channel. What its messages are signed with is answered here once and never again. */
export const ChannelCreated = z.strictObject({ view: ChannelView, signingSecret: z.string().nullable() })
export type ChannelCreated = z.infer<typeof ChannelCreated>

/** How a test message ended; `detail` says why it did not arrive. */
export const ChannelTested = z.strictObject({ delivered: z.boolean(), detail: z.string().nullable() })
export type ChannelTested = z.infer<typeof ChannelTested>

export const IncidentView = z.strictObject({
  id: z.string(),
  ruleId: z.string().nullable(),
  title: z.string(),
  severity: Severity,
  state: IncidentState,
  /** the labels of the alert instance, such as { workflow: 'invoice' } */
  labels: z.record(z.string(), z.string()),
  /** the text of the newest notification */
  message: z.string(),
  openedAt: z.number(),
  acknowledgedAt: z.number().nullable(),
  acknowledgedBy: z.string().nullable(),
  resolvedAt: z.number().nullable(),
  resolvedBy: z.string().nullable(),
  /** changes with every move; a command carries the one it saw */
  version: z.int(),
})
export type IncidentView = z.infer<typeof IncidentView>

export const TimelineEntry = z.strictObject({
  at: z.number(),
  kind: z.enum(['transition', 'move', 'note', 'delivery']),
  /** a person, or null for Tidemark itself */
  by: z.string().nullable(),
  text: z.string(),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

/** Which incidents: `active` is everything that is not resolved. */
const IncidentScope = z.enum(['active', 'resolved', 'all'])
export type IncidentScope = z.infer<typeof IncidentScope>

export const IncidentFilter = z.strictObject({
  project: ProjectSlug,
  state: IncidentScope.default('active'),
  limit: z.int().min(1).max(200).default(50),
})

/** Moves an incident. `version` is the one that was seen: another one is a conflict. */
export const IncidentCommand = z.strictObject({
  project: ProjectSlug,
  id: z.string(),
  version: z.int(),
  note: z.string().trim().max(2000).optional(),
})
export type IncidentCommand = z.infer<typeof IncidentCommand>

export const IncidentNote = z.strictObject({
  project: ProjectSlug,
  id: z.string(),
  text: z.string().trim().min(1).max(2000),
})
export type IncidentNote = z.infer<typeof IncidentNote>

export const BulkAcknowledge = z.strictObject({
  project: ProjectSlug,
  incidents: z
    .array(z.strictObject({ id: z.string(), version: z.int() }))
    .min(1)
    .max(200),
  /** said once, written to each */
  note: z.string().trim().max(2000).optional(),
})
export type BulkAcknowledge = z.infer<typeof BulkAcknowledge>

/** Each incident is acknowledged on its own: what was not says why. */
export const BulkAcknowledged = z.strictObject({
  acknowledged: z.array(IncidentView),
  failed: z.array(z.strictObject({ id: z.string(), code: ErrorCode, message: z.string() })),
})
export type BulkAcknowledged = z.infer<typeof BulkAcknowledged>
