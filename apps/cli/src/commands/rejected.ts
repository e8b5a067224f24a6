import {
  Cascade,
  createIngestContext,
  drainInbox,
  listRejected,
  replayRejected,
  summariseRejected,
  syncCatalog,
} from '@tidemark/metrics'
import { Command } from 'commander'
import { formatCount, formatTime, printResult, table } from '../output/print.ts'
import { type Session, withSession } from '../session/open-session.ts'
import { type CommonOptions, projectCommand } from '../session/options.ts'

type Flags = CommonOptions & { reason?: string }

const UNTIL_DONE_MS = 600_000

/** `tidemark rejected list|replay` */
export function rejectedCommand(): Command {
  const reason = '--reason <code>'
  return new Command('rejected')
    .description('events that were not accepted')
    .addCommand(
      projectCommand('list', 'count them by reason and show the newest 50')
        .option(reason, 'only those with this reason')
        .action(list),
    )
    .addCommand(
      projectCommand('replay', "judge them again under today's packs and fold those that pass")
        .option(reason, 'only those with this reason')
        .action(replay),
    )
}

function list({ project, reason, json }: Flags): Promise<void> {
  return withSession(async (session) => {
    const { id } = (await session.openProject(project)).project
    const counts = await summariseRejected(session.pools, id)
    const { items } = await listRejected(session.pools, id, { reason })
    const rows = items.map((item) => [
      item.id,
      formatTime(item.receivedAt),
      item.reason,
      item.eventType ?? '-',
      item.message,
      item.replayedAt === null ? '' : 'replayed',
    ])
    printResult(json, { counts, items }, [
      ...table(
        ['reason', 'waiting'],
        counts.map(({ reason: code, n }) => [code, formatCount(n)]),
      ),
      '',
      ...table(['id', 'received', 'reason', 'type', 'message', ''], rows),
    ])
  })
}

function replay({ project, reason, json }: Flags): Promise<void> {
  return withSession(async (session) => {
    const { id, rawRetentionDays } = (await session.openProject(project)).project
    const result = await replayRejected(
      { pools: session.pools, catalog: session.catalog, secret: session.env.TIDEMARK_SECRET },
      { id, rawRetentionDays: rawRetentionDays ?? session.env.RAW_RETENTION_DAYS },
      { reason },
    )
    await foldWaiting(session)
    printResult(json, result, [
      `replayed        ${formatCount(result.replayed)}`,
      `still rejected  ${formatCount(result.stillRejected)}`,
    ])
  })
}

/** Does the worker's part, which need not be running: whoever claims first, an event is folded once. */
async function foldWaiting({ pools, catalog }: Session): Promise<void> {
  const context = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
  await drainInbox(context, { budgetMs: UNTIL_DONE_MS, concurrency: 1 })
  await new Cascade(pools, context.clock).run({ budgetMs: UNTIL_DONE_MS, force: true })
}
