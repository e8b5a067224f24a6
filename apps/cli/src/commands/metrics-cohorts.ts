import type { CohortDigest } from '@tidemark/contracts'
import { materialiseCohorts, readCohortDigest } from '@tidemark/metrics'
import type { Command } from 'commander'
import { printResult } from '../output/print.ts'
import { type Session, withSession } from '../session/open-session.ts'
import { type CommonOptions, projectCommand } from '../session/options.ts'

type Flags = CommonOptions & { again?: true; day?: string }

/** `tidemark metrics:cohorts`: the cohort tables of the last day that is over, as Markdown for a review document. */
export function metricsCohortsCommand(): Command {
  return projectCommand(
    'metrics:cohorts',
    'compute the cohort tables of yesterday where they are missing, and print their digest',
  )
    .option('--day <date>', 'print the stored digest of this day instead of the last one')
    .option('--again', 'compute them again')
    .action((flags: Flags) =>
      withSession(async (session) => {
        const digest = await digestCohorts(session, flags)
        printResult(flags.json, { digest }, [
          digest?.markdown.trimEnd() ?? 'No cohort was ever counted in this project.',
        ])
      }),
    )
}

/** The stored digest that the flags name; null where there is none. Throws `not_found` (project). */
async function digestCohorts(
  { env, pools, catalog, ctx, openProject }: Session,
  { project, again, day }: Omit<Flags, 'json'>,
): Promise<CohortDigest | null> {
  const { id } = (await openProject(project)).project
  const context = { pool: pools.query, work: pools.work, catalog, kanonMin: env.METRICS_KANON_MIN }
  const { failures } = await materialiseCohorts(context, { now: ctx.now(), projectId: id, again: again ?? false })
  if (failures.length > 0) throw failures[0]
  return readCohortDigest(pools.query, id, day ?? null)
}
