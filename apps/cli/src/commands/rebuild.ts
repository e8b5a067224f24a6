import { createIngestContext, rebuildRange, syncCatalog } from '@tidemark/metrics'
import type { Command } from 'commander'
import { formatCount, printResult } from '../output/print.ts'
import { withSession } from '../session/open-session.ts'
import { type RangeOptions, rangeCommand } from '../session/options.ts'
import { parseRange } from '../session/parse-range.ts'

/** `tidemark rebuild` */
export function rebuildCommand(): Command {
  return rangeCommand('rebuild', 'replace the rollups of whole days by a fold of their raw events').action(rebuild)
}

function rebuild({ project, from, to, json }: RangeOptions): Promise<void> {
  return withSession(async ({ pools, catalog, openProject }) => {
    const { id, timeZone } = (await openProject(project)).project
    const range = parseRange(from, to, timeZone)
    const context = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
    const report = await rebuildRange(context, id, range.from, range.to)
    printResult(json, report, [
      `Folded ${formatCount(report.events)} events into ${formatCount(report.rows)} rows in ${report.seconds.toFixed(1)} s`,
    ])
  })
}
