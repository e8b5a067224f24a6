import type { AppRouter } from '@tidemark/api'
import type {
  AlertRuleInput,
  ApiKeyView,
  ChannelInput,
  CohortQueryInput,
  ExperimentQueryInput,
  FunnelQueryInput,
  HealthQuery,
  IncidentCommand,
  MetricQueryInput,
  RejectCode,
  SliConfigInput,
  SloQueryInput,
  StallQueryInput,
  WorkflowQuery,
  WorkflowTimeseriesQuery,
} from '@tidemark/contracts'
import { createTRPCClient, httpBatchLink, httpLink, splitLink } from '@trpc/client'
import { toApiError } from './errors.ts'

/** Calls per HTTP request: fewer than the server takes, so that a slow one holds up few others. */
const BATCH_MAX = 10

const URL_PREFIX = '/trpc'
/** A call that may be long, to ask or to answer: it goes by itself and in a body. */
const alone = { context: { alone: true } }

const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ context }) => context.alone === true,
      true: httpLink({ url: URL_PREFIX, methodOverride: 'POST' }),
      false: httpBatchLink({ url: URL_PREFIX, maxItems: BATCH_MAX }),
    }),
  ],
})

const signedOutListeners = new Set<() => void>()

/** Calls back when the server no longer knows who is asking; answers how to stop. */
export const onSignedOut = (listener: () => void): (() => void) => {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

const tell = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call
  } catch (error) {
    const known = toApiError(error)
    if (known.code === 'unauthenticated') for (const listener of signedOutListeners) listener()
    throw known
  }
}

type ProjectChange = { project: string; name?: string; timeZone?: string; weekStart?: number; privacyK?: number | null }
type ValuesOf = { project: string; event: string; dimension: string; search?: string }
type NewKey = { project: string; name: string; kind: ApiKeyView['kind'] }
type RejectedSelection = { project: string; reason?: RejectCode }

/** Every call the page makes. Times are epoch ms. All reject with ApiError. */
export const api = {
  readSession: () => tell(client.session.me.query()),
  updateProject: (change: ProjectChange) => tell(client.project.update.mutate(change)),
  queryMetrics: (project: string, queries: MetricQueryInput[]) =>
    tell(client.metric.summary.query({ project, queries }, alone)),
  queryFunnel: (project: string, query: FunnelQueryInput, signal: AbortSignal) =>
    tell(client.funnel.query.query({ project, query }, { ...alone, signal })),
  queryStall: (project: string, query: StallQueryInput, signal: AbortSignal) =>
    tell(client.funnel.stall.query({ project, query }, { ...alone, signal })),
  queryCohort: (project: string, query: CohortQueryInput, signal: AbortSignal) =>
    tell(client.cohort.query.query({ project, query }, { ...alone, signal })),
  readSlo: (project: string, query: SloQueryInput, signal: AbortSignal) =>
    tell(client.slo.read.query({ project, query }, { signal })),
  readHealth: (project: string, query: HealthQuery, signal: AbortSignal) =>
    tell(client.health.overview.query({ project, query }, { signal })),
  listExperiments: (project: string, experiment: string, signal: AbortSignal) =>
    tell(client.experiment.names.query({ project, experiment }, { signal })),
  readExperiment: (project: string, query: ExperimentQueryInput, signal: AbortSignal) =>
    tell(client.experiment.read.query({ project, query }, { ...alone, signal })),
  reportExperiment: (project: string, query: ExperimentQueryInput) =>
    tell(client.experiment.report.query({ project, query }, alone)),
  readCatalog: (project: string) => tell(client.catalog.view.query({ project })),
  listValues: (input: ValuesOf, signal?: AbortSignal) => tell(client.catalog.values.query(input, { signal })),
  listApiKeys: (project: string) => tell(client.apiKey.list.query({ project })),
  createApiKey: (input: NewKey) => tell(client.apiKey.create.mutate(input)),
  revokeApiKey: (project: string, id: string) => tell(client.apiKey.revoke.mutate({ project, id })),
  listRejected: (input: RejectedSelection & { cursor?: string }) => tell(client.rejected.list.query(input)),
  summariseRejected: (project: string) => tell(client.rejected.summary.query({ project })),
  replayRejected: (input: RejectedSelection & { ids?: string[] }) => tell(client.rejected.replay.mutate(input)),
  readWorkflowOverview: (query: WorkflowQuery, signal: AbortSignal) =>
    tell(client.workflowAnalytics.overview.query(query, { signal })),
  readWorkflowTimeseries: (query: WorkflowTimeseriesQuery, signal: AbortSignal) =>
    tell(client.workflowAnalytics.timeseries.query(query, { signal })),
  readSli: (query: WorkflowQuery, signal: AbortSignal) => tell(client.workflowAnalytics.sli.query(query, { signal })),
  readWorkflowBreakdown: (query: WorkflowQuery, signal: AbortSignal) =>
    tell(client.workflowAnalytics.breakdown.query(query, { signal })),
  saveSliConfig: (input: SliConfigInput) => tell(client.workflowAnalytics.saveSliConfig.mutate(input)),
  listIncidents: (project: string, state: 'active' | 'resolved' | 'all', limit: number, signal: AbortSignal) =>
    tell(client.incident.list.query({ project, state, limit }, { signal })),
  readTimeline: (project: string, id: string, signal: AbortSignal) =>
    tell(client.incident.timeline.query({ project, id }, { signal })),
  acknowledgeIncident: (command: IncidentCommand) => tell(client.incident.acknowledge.mutate(command)),
  escalateIncident: (command: IncidentCommand) => tell(client.incident.escalate.mutate(command)),
  acknowledgeIncidents: (project: string, incidents: Pick<IncidentCommand, 'id' | 'version'>[]) =>
    tell(client.incident.bulkAcknowledge.mutate({ project, incidents })),
  noteIncident: (project: string, id: string, text: string) => tell(client.incident.note.mutate({ project, id, text })),
  resolveIncident: (command: IncidentCommand) => tell(client.incident.resolve.mutate(command)),
  listRules: (project: string, signal: AbortSignal) => tell(client.alertRule.list.query({ project }, { signal })),
  createRule: (project: string, rule: AlertRuleInput) => tell(client.alertRule.create.mutate({ project, rule })),
  updateRule: (project: string, id: string, rule: AlertRuleInput) =>
    tell(client.alertRule.update.mutate({ project, id, rule })),
  deleteRule: (project: string, id: string) => tell(client.alertRule.delete.mutate({ project, id })),
  listChannels: (project: string) => tell(client.channel.list.query({ project })),
  createChannel: (project: string, channel: ChannelInput) => tell(client.channel.create.mutate({ project, channel })),
  deleteChannel: (project: string, id: string) => tell(client.channel.delete.mutate({ project, id })),
  testChannel: (project: string, id: string) => tell(client.channel.test.mutate({ project, id })),
  createLiveTicket: () => tell(client.live.ticket.mutate()),
}

export type SessionView = Awaited<ReturnType<typeof api.readSession>>
