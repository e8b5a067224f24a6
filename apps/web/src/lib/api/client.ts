import type { AppRouter } from '@tidemark/api'
import type {
  ApiKeyView,
  MetricQueryInput,
  RejectCode,
  SliConfigInput,
  WorkflowQuery,
  WorkflowTimeseriesQuery,
} from '@tidemark/contracts'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { toApiError } from './errors.ts'

/** Calls per HTTP request: fewer than the server takes, so that a slow one holds up few others. */
const BATCH_MAX = 10

const client = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/trpc', maxItems: BATCH_MAX })] })

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

type ProjectChange = { project: string; name?: string; timeZone?: string; weekStart?: number }
type ValuesOf = { project: string; event: string; dimension: string; search?: string }
type NewKey = { project: string; name: string; kind: ApiKeyView['kind'] }
type RejectedSelection = { project: string; reason?: RejectCode }

/** Every call the page makes. Times are epoch ms. All reject with ApiError. */
export const api = {
  readSession: () => tell(client.session.me.query()),
  updateProject: (change: ProjectChange) => tell(client.project.update.mutate(change)),
  queryMetric: (project: string, query: MetricQueryInput, signal: AbortSignal) =>
    tell(client.metric.query.query({ project, query }, { signal })),
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
  createLiveTicket: () => tell(client.live.ticket.mutate()),
}

export type SessionView = Awaited<ReturnType<typeof api.readSession>>
