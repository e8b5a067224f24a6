import type { Queryable } from '@tidemark/db'
import { createCalendar } from '../calendar/calendar.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { StorableEvent } from '../ingest/insert-events.ts'
import { createDayOf } from './fold/day-number.ts'
import { UnitDayFold } from './fold/unit-days.ts'
import { readUnitZone } from './unit-zone.ts'
import { writeUnitDays } from './write-unit-days.ts'

/** Writes an id in text form as four words. */
function writeWords(id: string, words: Uint32Array): void {
  words[0] = Number.parseInt(id.slice(0, 8), 16)
  words[1] = Number.parseInt(id.slice(9, 13) + id.slice(14, 18), 16)
  words[2] = Number.parseInt(id.slice(19, 23) + id.slice(24, 28), 16)
  words[3] = Number.parseInt(id.slice(28), 16)
}

/**
 * Counts new events of types that cohorts name for their actors and days, inside the transaction that stores them. Costs
 * nothing where there are none. The calendar is read under the fold lock, so a change of it waits for this, or this for it.
 */
export async function commitUnitDays(
  tx: Queryable,
  catalog: Catalog,
  projectId: number,
  fresh: readonly StorableEvent[],
): Promise<void> {
  const own = fresh.filter(({ event }) => event.actor !== null && catalog.events.get(event.type)?.unitDays)
  if (own.length === 0) return
  const dayOf = createDayOf(createCalendar({ timeZone: await readUnitZone(tx, projectId), weekStart: 0 }))
  const fold = new UnitDayFold()
  const actor = new Uint32Array(4)
  const id = new Uint32Array(4)
  for (const { event, set } of own) {
    if (event.actor === null) continue
    writeWords(event.actor, actor)
    writeWords(event.id, id)
    fold.add(dayOf(event.bucketedAt), set.id, event.bucketedAt, actor, id, 0)
  }
  await writeUnitDays(tx, projectId, fold.rows(), 'add')
}
