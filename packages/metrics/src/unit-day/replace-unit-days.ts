import type { PoolClient, Queryable, RowBatch } from '@tidemark/db'
import { int4Array } from '@tidemark/db/array-literal'
import { scanRows } from '@tidemark/db/copy-out'
import { lowestUuid } from '@tidemark/db/partition-ranges'
import { shareWork } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'
import { chooseThreads } from '../rollup/rebuild/folders.ts'
import { openReader } from '../rollup/rebuild/open-reader.ts'
import type { FoldPlan, RebuildProject, Slice } from '../rollup/rebuild/rebuild-plan.ts'
import { createDayOf } from './fold/day-number.ts'
import { UnitDayFold } from './fold/unit-days.ts'
import { fetchRawDays, listHeldDays } from './held-days.ts'
import { readUnitZone } from './unit-zone.ts'
import { writeUnitDays } from './write-unit-days.ts'

/** Rows that are folded before they are written; more would only take memory. */
const ROWS_AHEAD = 300_000

/** Dimension sets of the event types that keep unit days. */
export async function listUnitSets(db: Queryable, catalog: Catalog, projectId: number): Promise<Int32Array> {
  const types = [...catalog.events.values()].filter(({ unitDays }) => unitDays).map(({ type }) => type)
  if (types.length === 0) return new Int32Array(0)
  const { rows } = await db.query<{ id: number }>(
    'SELECT id FROM dimension_set WHERE project_id = $1 AND event_type = ANY($2) ORDER BY id',
    [projectId, types],
  )
  return Int32Array.from(rows, ({ id }) => id)
}

const KINDS = ['timestamptz', 'int4', 'uuid', 'uuid'] as const
const instant = (ms: number): string => `'${new Date(ms).toISOString()}'`

const selectEvents = ({ projectId, days }: FoldPlan, { idFrom, idTo }: Slice, sets: Int32Array): string =>
  `SELECT bucketed_at, dimension_set_id, actor_id, id FROM event WHERE project_id = ${Math.trunc(projectId)}
   AND id >= '${lowestUuid(idFrom)}' AND id < '${lowestUuid(idTo)}' AND actor_id IS NOT NULL
   AND bucketed_at >= ${instant(days.from)} AND bucketed_at < ${instant(days.to)}
   AND dimension_set_id = ANY('{${sets.join(',')}}'::int[])`

// Found by their first event, not by their day: after a change of time zone the two may differ.
const DELETE = `
  DELETE FROM unit_day WHERE project_id = $1 AND dimension_set_id = ANY($2::int[]) AND first_at >= $3 AND first_at < $4
    AND day BETWEEN ($3::timestamptz)::date - 1 AND ($4::timestamptz)::date + 1`

/**
 * Folds the unit days of a locked project's local days again from raw: replaced where raw holds the whole day, only added to
 * where some of it is gone. Answers the days that were replaced.
 */
export async function replaceUnitDays(
  tx: PoolClient,
  catalog: Catalog,
  { calendar }: RebuildProject,
  { plan, slices, events }: { plan: FoldPlan; slices: readonly Slice[]; events: number },
): Promise<number[]> {
  const { projectId, days } = plan
  const sets = await listUnitSets(tx, catalog, projectId)
  if (sets.length === 0) return []
  await readUnitZone(tx, projectId)
  const dayOf = createDayOf(calendar)
  const heldDays = listHeldDays(calendar, await fetchRawDays(tx), days)
  const held = new Set(heldDays.map(({ from }) => dayOf(from)))
  for (const { from, to } of heldDays)
    await tx.query(DELETE, [projectId, int4Array(sets), new Date(from), new Date(to)])
  let whole = new UnitDayFold()
  const partial = new UnitDayFold()
  const add = ({ rows, columns: [at, set, actor, id] }: RowBatch<typeof KINDS>) => {
    for (let i = 0; i < rows; i++) {
      const day = dayOf(at[i]!)
      const fold = held.has(day) ? whole : partial
      fold.add(day, set[i]!, at[i]!, actor, id, i)
    }
  }
  const write = async () => {
    const folded = whole
    whole = new UnitDayFold()
    await writeUnitDays(tx, projectId, folded.rows(), 'add')
  }
  await shareWork(slices, Math.max(1, chooseThreads(events)), async (left) => {
    const { client, close } = await openReader(plan.url)
    try {
      for (const slice of left) {
        await scanRows(client, selectEvents(plan, slice, sets), KINDS, add)
        if (whole.length >= ROWS_AHEAD) await write()
      }
    } finally {
      await close()
    }
  })
  await write()
  await writeUnitDays(tx, projectId, partial.rows(), 'atLeast')
  return [...held]
}
