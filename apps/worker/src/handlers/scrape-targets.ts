import { IDLE, type JobHandler, type scrapeTargets } from '@tidemark/jobs'
import { scrapeTarget } from '@tidemark/metrics/scrape/index'
import type { Services } from '../services.ts'

/** Asks every Prometheus target, side by side; one that hangs costs its own deadline. */
export function createScrapeTargets({ scraping, log }: Services): JobHandler<typeof scrapeTargets> {
  const { targets, context, findProject } = scraping
  return async () => {
    if (targets.length === 0) return IDLE
    const project = await findProject()
    if (project === null) return IDLE
    const ended = await Promise.allSettled(targets.map((target) => scrapeTarget(context, project, target)))
    const failures = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    for (const one of ended)
      if (one.status === 'fulfilled' && one.value?.reason)
        log.debug({ target: one.value.target, reason: one.value.reason }, 'a Prometheus target is not up')
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} targets could not be recorded`)
  }
}
