import { SLI_WINDOWS, type SliWindow } from '@tidemark/contracts'
import { projectsWithRuns, type SliSnapshot, snapshotWindows } from '@tidemark/metrics'
import { listProjects } from '@tidemark/workspace'
import { Command, Option } from 'commander'
import { formatCount, printResult, table } from '../output/print.ts'
import { type Session, withSession } from '../session/open-session.ts'

type Flags = {
  project?: string
  projectId?: string
  workflow?: string
  workflowId?: string
  window?: SliWindow
  json?: true
}
type Saved = SliSnapshot & { readonly project: string }

/** `tidemark metrics:sli`: computes service levels now and saves them. */
export function metricsSliCommand(): Command {
  return new Command('metrics:sli')
    .description('compute service levels and save them as history')
    .option('-p, --project <slug>', 'only this project; every one that ever finished a run unless told')
    .option('--workflow <name>', 'only this workflow; the project and each of its workflows unless told')
    .addOption(new Option('--projectId <slug>', 'the same as --project').hideHelp())
    .addOption(new Option('--workflowId <name>', 'the same as --workflow').hideHelp())
    .addOption(new Option('--window <length>', 'only this window; all of them unless told').choices(SLI_WINDOWS))
    .option('--json', 'print one line of JSON as the last line')
    .action((flags: Flags) =>
      withSession(async (session) => {
        const saved = await saveWindows(session, flags)
        printResult(flags.json, { windows: saved.map(toRecord) }, linesOf(saved))
      }),
    )
}

/** Saves the windows that the flags name and answers them. Throws `not_found` (project). */
export async function saveWindows(session: Session, flags: Omit<Flags, 'json'>): Promise<Saved[]> {
  const { pools, catalog, ctx } = session
  const context = { pool: pools.query, work: pools.work, catalog, kanonMin: session.env.METRICS_KANON_MIN }
  const windows = flags.window === undefined ? SLI_WINDOWS : [flags.window]
  const workflow = flags.workflow ?? flags.workflowId ?? null
  const saved: Saved[] = []
  for (const { id, slug } of await chooseProjects(session, flags.project ?? flags.projectId)) {
    const snapshots = await snapshotWindows(context, { projectId: id, workflow, windows, now: ctx.now() })
    saved.push(...snapshots.map((snapshot) => ({ ...snapshot, project: slug })))
  }
  return saved
}

async function chooseProjects({ ctx, pools, openProject }: Session, slug: string | undefined) {
  if (slug !== undefined) return [(await openProject(slug)).project]
  const running = new Set(await projectsWithRuns({ pool: pools.query }))
  return (await listProjects(ctx)).filter(({ id }) => running.has(id))
}

const toRecord = ({ project, workflow, window, reading }: Saved) => ({ project, workflow, window, ...reading })

const percent = (value: number | null) => (value === null ? '-' : `${value.toFixed(2)} %`)

function linesOf(saved: readonly Saved[]): string[] {
  if (saved.length === 0) return ['No project ever finished a run.']
  const rows = saved.map(({ project, workflow, window, reading }) => [
    project,
    workflow ?? '(all)',
    window,
    formatCount(reading.totalRuns),
    `${percent(reading.successPct)} of ${reading.target.successPct} %`,
    `${reading.p95Ms === null ? '-' : Math.round(reading.p95Ms)} of ${reading.target.p95Ms} ms`,
    percent(reading.errorBudgetBurnPct),
    reading.violatesTarget ? 'violated' : 'met',
  ])
  return table(['project', 'workflow', 'window', 'runs', 'success', 'p95', 'budget burned', 'target'], rows)
}
