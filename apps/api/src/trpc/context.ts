import type { AlertHints, ChannelServices } from '@tidemark/alerts'
import type {
  AnyQuery,
  CatalogView,
  CohortDigest,
  CohortQuery,
  CohortResult,
  CohortView,
  ExperimentQuery,
  ExperimentResult,
  FunnelQuery,
  FunnelResult,
  HealthQuery,
  HealthResult,
  LiveHealth,
  MetricResult,
  RejectedEventView,
  SloQuery,
  SloResult,
  StallQuery,
  StallResult,
  SummaryItem,
} from '@tidemark/contracts'
import type { PrismaClient } from '@tidemark/db'
import type { WorkflowAnalytics } from '@tidemark/metrics'
import type { Clock, Logger } from '@tidemark/platform'
import type { ServiceContext } from '@tidemark/workspace'
import type { SignedIn } from '../auth/resolve-session.ts'
import type { TicketOffice } from '../live/ticket-office.ts'

/** Who asks: answers are shared by all of one role. */
export type Asker = Pick<ServiceContext, 'project' | 'role'>

/** What procedures ask of the metrics engine. */
export type MetricServices = {
  funnel(asker: Asker, query: FunnelQuery): Promise<FunnelResult>
  stall(asker: Asker, query: StallQuery): Promise<StallResult>
  catalogView(): CatalogView
  query(asker: Asker, query: AnyQuery): Promise<MetricResult>
  summary(asker: Asker, queries: readonly AnyQuery[]): Promise<SummaryItem[]>
  dimensionValues(projectId: number, input: { event: string; dimension: string; search: string }): Promise<string[]>
  listRejected(
    projectId: number,
    input: { reason: string | null; cursor: string | null },
  ): Promise<{ items: RejectedEventView[]; nextCursor: string | null }>
  summariseRejected(projectId: number): Promise<{ reason: string; n: number }[]>
  replayRejected(
    project: ServiceContext['project'],
    input: { reason: string | null; ids: string[] | null },
  ): Promise<{ replayed: number; stillRejected: number }>
  /** Called after timezone or start of the week changed: days and weeks have to be cut anew. */
  recutCalendar(projectId: number): Promise<void>
  readonly workflows: WorkflowAnalytics
  readonly cohorts: {
    list(): CohortView
    query(asker: Asker, query: CohortQuery): Promise<CohortResult>
    digest(projectId: number, day: string | null): Promise<CohortDigest | null>
  }
  slo(asker: Asker, query: SloQuery): Promise<SloResult>
  readonly experiments: {
    /** values of the dimension by which the exposures of a declared experiment name what they are about */
    names(projectId: number, experiment: string): Promise<string[]>
    read(asker: Asker, query: ExperimentQuery): Promise<ExperimentResult>
  }
  health(asker: Asker, query: HealthQuery): Promise<HealthResult>
}

/** What procedures about alerting need: how channels are kept and reached, and how pages hear of a change. */
export type AlertServices = { readonly channels: ChannelServices; readonly hints: AlertHints }

/** What lives as long as the process and every request shares. */
export type RouterServices = {
  readonly prisma: PrismaClient
  readonly metrics: MetricServices
  /** every Prometheus target, asked now; answers within its deadline */
  readTargets(): Promise<LiveHealth>
  readonly alerts: AlertServices
  readonly tickets: TicketOffice
  readonly now: Clock
}

/** What one HTTP request, and with it one batch of calls, is known by. */
export type RequestContext = RouterServices & {
  readonly signedIn: SignedIn | null
  readonly correlationId: string
  readonly log: Logger
}
