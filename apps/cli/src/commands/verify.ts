import { createIngestContext, type Mismatch, syncCatalog, verifyRange } from '@tidemark/metrics'
import type { Command } from 'commander'
import { formatCount, formatTime, printResult, table } from '../output/print.ts'
import { withSession } from '../session/open-session.ts'
import { type RangeOptions, rangeCommand } from '../session/options.ts'
import { parseRange } from '../session/parse-range.ts'

/** `tidemark verify`: exits 1 where a rollup does not tell what raw tells. */
export function verifyCommand(): Command {
  return rangeCommand('verify', 'compare the rollups of whole days with a fold of their raw events').action(verify)
}

function verify({ project, from, to, json }: RangeOptions): Promise<void> {
  return withSession(async ({ pools, catalog, openProject }) => {
    const { id, timeZone } = (await openProject(project)).project
    const range = parseRange(from, to, timeZone)
    const context = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
    const { events, rows, mismatched, mismatches, unitDays } = await verifyRange(context, id, range.from, range.to)
    const shown = mismatches.map(summarise)
    printResult(json, { events, rows, mismatched, mismatches: shown, unitDays }, [
      `Compared ${formatCount(rows)} rows with ${formatCount(events)} raw events: ${formatCount(mismatched)} differ`,
      `Compared ${formatCount(unitDays.rows)} days of actors: ${formatCount(unitDays.mismatched)} differ`,
      ...(shown.length > 0 ? table(['series', 'grain', 'bucket', 'stored', 'expected'], shown.map(cells)) : []),
    ])
    if (mismatched + unitDays.mismatched > 0) process.exitCode = 1
  })
}

type Summary = ReturnType<typeof summarise>

/** Sketches and sets are left out: their bytes tell nobody anything. */
function summarise({ seriesId, grain, bucket, stored, expected }: Mismatch) {
  const numbers = (row: Mismatch['stored']) =>
    row === null ? null : { n: row.n, sum: row.sum, min: row.min, max: row.max }
  return { seriesId, grain, bucket: formatTime(bucket), stored: numbers(stored), expected: numbers(expected) }
}

function cells({ seriesId, grain, bucket, stored, expected }: Summary): string[] {
  const text = (row: Summary['stored']) => (row === null ? 'no row' : `n ${row.n} sum ${row.sum}`)
  return [String(seriesId), grain, bucket, text(stored), text(expected)]
}
