import type { AlertContext, DeliveryContext } from '@tidemark/alerts'
import type { Pools } from '@tidemark/db'
import type { Producer } from '@tidemark/jobs'
import type { Cascade, IngestContext } from '@tidemark/metrics'
import type { SelfRecorder } from '@tidemark/metrics/self/index'
import type { Clock, Logger } from '@tidemark/platform'
import type { Scraping } from './scraping.ts'
import type { Telemetry } from './telemetry.ts'

/** What the handlers work with, made once per process. */
export type Services = {
  readonly pools: Pools
  readonly ingest: IngestContext
  readonly cascade: Cascade
  readonly producer: Pick<Producer, 'wake'>
  readonly recorder: SelfRecorder
  readonly telemetry: Telemetry
  readonly scraping: Scraping
  readonly alerts: AlertContext
  readonly delivery: DeliveryContext
  readonly clock: Clock
  readonly log: Logger
  /** Claims at the same time. */
  readonly ingestConcurrency: number
  readonly rawRetentionDays: number
  /** fewest people behind a number about people, where a project does not say */
  readonly kanonMin: number
}
