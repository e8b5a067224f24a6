import type { Pools } from '@tidemark/db'
import type { Door, DoorProject } from '@tidemark/metrics'
import { createTargetClient, type ScrapeContext } from '@tidemark/metrics/scrape/index'
import { healthCheck, prometheusSample } from '@tidemark/packs'
import { type Env, systemClock } from '@tidemark/platform'

const DEADLINE_MS = 5_000

/** What scraping Prometheus targets works with. */
export type Scraping = {
  readonly targets: Env['PROMETHEUS_TARGETS']
  readonly context: ScrapeContext
  /** the project that scraped events go to; null while it does not exist yet */
  readonly findProject: () => Promise<DoorProject | null>
}

export function openScraping(
  env: Env,
  { pools, door, findProject }: { pools: Pools; door: Pick<Door, 'accept'>; findProject: Scraping['findProject'] },
): Scraping {
  const http = createTargetClient(env, DEADLINE_MS)
  const types = { check: healthCheck.type, sample: prometheusSample.type }
  return {
    targets: env.PROMETHEUS_TARGETS,
    context: { pool: pools.work, door, http, clock: systemClock, types },
    findProject,
  }
}
