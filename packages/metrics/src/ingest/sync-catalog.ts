import { isDeepStrictEqual } from 'node:util'
import type { Pools, Queryable } from '@tidemark/db'
import { withTransaction } from '@tidemark/db'
import type { Catalog, EventEntry } from '../catalog/catalog.ts'
import type { Slots } from '../fold/lane.ts'
import { LOCK } from '../locks.ts'

/** Slot of each declared measure in event.measures, per event type, in declared order. */
export type SlotMap = ReadonlyMap<string, Slots>

/** What decides the rows that are stored for an event type. */
const storageOf = (entry: EventEntry) => ({
  kept: entry.kept,
  streams: entry.streams.map(({ index: _, ...stream }) => stream),
  ...(entry.unitDays ? { unitDays: true } : {}),
})

type Definition = { events: Record<string, ReturnType<typeof storageOf>> }

const definitionOf = (catalog: Catalog): Definition => ({
  events: Object.fromEntries([...catalog.events].map(([type, entry]) => [type, storageOf(entry)])),
})

/** Event types whose stored rows would come out differently under the new definition; jsonb forgets the order of keys. Pure. */
export function changedEventTypes(before: Definition, after: Definition): string[] {
  return Object.keys(after.events).filter((type) => {
    const old = before.events[type]
    return old !== undefined && !isDeepStrictEqual(old, after.events[type])
  })
}

async function assignSlots(tx: Queryable, catalog: Catalog, version: number): Promise<SlotMap> {
  const { rows } = await tx.query<{ event_type: string; measure: string; slot: number }>(
    'SELECT event_type, measure, slot FROM measure_slot',
  )
  const slots = new Map<string, Slots>()
  for (const entry of catalog.events.values()) {
    const known = new Map(rows.filter((row) => row.event_type === entry.type).map((row) => [row.measure, row.slot]))
    let next = Math.max(-1, ...known.values()) + 1
    for (const measure of entry.measures) {
      if (known.has(measure)) continue
      await tx.query(
        'INSERT INTO measure_slot (event_type, measure, slot, catalog_version_id) VALUES ($1, $2, $3, $4)',
        [entry.type, measure, next, version],
      )
      known.set(measure, next++)
    }
    slots.set(
      entry.type,
      entry.measures.map((measure) => known.get(measure) ?? -1),
    )
  }
  return slots
}

/** What raw still holds of changed event types is folded again by the worker. */
const QUEUE_REBUILDS = `
  INSERT INTO rebuild_range (project_id, range_start, range_end, reason)
  SELECT e.project_id, min(e.bucketed_at), max(e.bucketed_at) + interval '1 millisecond', 'catalog changed'
  FROM event e JOIN dimension_set d ON d.id = e.dimension_set_id
  WHERE d.event_type = ANY($1) GROUP BY e.project_id`

/**
 * Records the catalog, gives every measure its slot (slots only ever grow) and queues a rebuild where a declaration
 * changed what is stored. Safe to run from every process at boot.
 */
export async function syncCatalog(pools: Pools, catalog: Catalog): Promise<SlotMap> {
  return withTransaction(pools.work, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1, 0)', [LOCK.catalog])
    const { rows: previous } = await tx.query<{ id: number; hash: string; definition: Definition }>(
      'SELECT id, hash, definition FROM catalog_version ORDER BY id DESC LIMIT 1',
    )
    const [last] = previous
    if (last?.hash === catalog.hash) return assignSlots(tx, catalog, last.id)
    const definition = definitionOf(catalog)
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO catalog_version (hash, definition) VALUES ($1, $2)
       ON CONFLICT (hash) DO UPDATE SET definition = excluded.definition RETURNING id`,
      [catalog.hash, JSON.stringify(definition)],
    )
    const changed = last === undefined ? [] : changedEventTypes(last.definition, definition)
    if (changed.length > 0) await tx.query(QUEUE_REBUILDS, [changed])
    return assignSlots(tx, catalog, rows[0]!.id)
  })
}
