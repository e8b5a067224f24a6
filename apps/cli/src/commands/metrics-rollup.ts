import {
  Cascade,
  createIngestContext,
  drainInbox,
  markSince,
  REMERGE_GRAINS,
  type RemergeGrain,
  syncCatalog,
} from '@tidemark/metrics'
import { systemClock } from '@tidemark/platform'
import { listProjects } from '@tidemark/workspace'
import { Command, Option } from 'commander'
import { formatCount, printResult } from '../output/print.ts'
import { type Session, withSession } from '../session/open-session.ts'
import { parseInstant } from '../session/parse-range.ts'

const BUDGET_MS = 10 * 60_000

type Flags = { bucket: RemergeGrain; since?: string; project?: string; projectId?: string; json?: true }
export type RollupReport = { events: number; remerged: number; rows: number; complete: boolean }

/** `tidemark metrics:rollup`: what the worker does all the time, done now and to the end. */
export function metricsRollupCommand(): Command {
  return new Command('metrics:rollup')
    .description('fold what waits into the rollups and bring every grain up to date')
    .addOption(
      new Option('--bucket <size>', 'with --since: finest buckets to merge again from the ones below')
        .choices(REMERGE_GRAINS)
        .default('5m'),
    )
    .option('--since <when>', "merge again from this day (in the project's timezone) or instant on")
    .option('-p, --project <slug>', 'only this project merges again; all unless told')
    .addOption(new Option('--projectId <slug>', 'the same as --project').hideHelp())
    .option('--json', 'print one line of JSON as the last line')
    .action((flags: Flags) =>
      withSession(async (session) => {
        const report = await rollUp(session, flags)
        printResult(flags.json, report, [
          `Folded ${formatCount(report.events)} waiting events`,
          ...(flags.since === undefined ? [] : [`Marked ${formatCount(report.remerged)} buckets to merge again`]),
          `Merged ${formatCount(report.rows)} rows${report.complete ? '' : '; more are waiting: run it again'}`,
        ])
      }),
    )
}

/** Drains the inbox, marks what is to be merged again, and runs the cascade until nothing is stale. */
export async function rollUp(session: Session, flags: Omit<Flags, 'json'>): Promise<RollupReport> {
  const { pools, catalog } = session
  const context = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
  const { claims, more } = await drainInbox(context, { budgetMs: BUDGET_MS, concurrency: 2 })
  const events = claims.flatMap((claim) => claim.projects).reduce((sum, { stored }) => sum + stored, 0)
  const remerged = flags.since === undefined ? 0 : await remark(session, flags, flags.since)
  const merged = await new Cascade(pools, systemClock).run({ budgetMs: BUDGET_MS, force: true })
  return { events, remerged, rows: merged.rows, complete: !more && !merged.more }
}

async function remark(
  { ctx, pools, openProject }: Session,
  flags: Omit<Flags, 'json'>,
  since: string,
): Promise<number> {
  const slug = flags.project ?? flags.projectId
  const projects = slug === undefined ? await listProjects(ctx) : [(await openProject(slug)).project]
  let remerged = 0
  for (const project of projects)
    remerged += await markSince(pools, project, parseInstant('--since', since, project.timeZone), flags.bucket)
  return remerged
}
