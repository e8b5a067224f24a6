import { type AlertContext, createAlertHints, type DeliveryContext, openChannelServices } from '@tidemark/alerts'
import type { Backplane } from '@tidemark/backplane'
import { createPrisma, type Pools } from '@tidemark/db'
import { deliverAlerts, type Producer } from '@tidemark/jobs'
import { type Catalog, readSli, readSliByWorkflow, type SliContext } from '@tidemark/metrics'
import { type Env, type Lifecycle, type Logger, requireDatabaseUrl, systemClock } from '@tidemark/platform'
import type { LiveHints } from './live-hints.ts'
import type { Telemetry } from './telemetry.ts'

type Parts = { env: Env; log: Logger; lifecycle: Lifecycle }
type Shared = {
  pools: Pools
  backplane: Pick<Backplane, 'cooldown'>
  producer: Pick<Producer, 'wake'>
  catalog: Catalog
  liveHints: Pick<LiveHints, 'tell'>
  telemetry: Pick<Telemetry, 'tellDelivery'>
}

/** What evaluating rules and delivering notifications work with. */
export function openAlerting(
  { env, log, lifecycle }: Parts,
  { pools, backplane, producer, catalog, liveHints, telemetry }: Shared,
): { alerts: AlertContext; delivery: DeliveryContext } {
  const prisma = createPrisma(requireDatabaseUrl(env), { applicationName: 'worker-alerts' })
  lifecycle.onClose('alerting', () => prisma.$disconnect())
  const hints = createAlertHints(pools.work, (hint) => liveHints.tell(hint))
  const sli: SliContext = { pool: pools.query, catalog, kanonMin: env.METRICS_KANON_MIN }
  return {
    alerts: {
      prisma,
      cooldown: backplane.cooldown,
      onCommit(projectId, queued) {
        hints.tell(projectId)
        if (queued > 0) producer.wake(deliverAlerts)
      },
      logger: log,
      sli: {
        readSli: (question) => readSli(sli, question),
        readSliByWorkflow: (question) => readSliByWorkflow(sli, question),
      },
    },
    delivery: {
      ...openChannelServices(env, log),
      pools,
      clock: systemClock,
      onSettled: (projectId) => hints.tell(projectId),
      onDelivered: telemetry.tellDelivery,
    },
  }
}
