import type { Queryable } from '@tidemark/db'
import {
  float8Array,
  int4Array,
  numberLiteral,
  textArray,
  timestamptzArray,
  uuidArray,
} from '@tidemark/db/array-literal'
import type { Slots } from '../fold/lane.ts'
import type { DimensionSet } from './dimension-sets.ts'
import type { ReducedEvent } from './reduced-event.ts'

/** An event ready to be stored: its dimension set is known and its measures sit in their slots. */
export interface StorableEvent {
  event: ReducedEvent
  set: DimensionSet
  slots: Slots
  receivedAt: number
}

const INSERT = `
  WITH inserted AS (
    INSERT INTO event (project_id, id, occurred_at, bucketed_at, received_at, dimension_set_id, weight, actor_id, session_id,
      correlation_id, measures)
    SELECT $1, id, occurred, bucketed, received, set_id, weight, actor, session, correlation, measures::float8[]
    FROM unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::float8[], $8::uuid[], $9::uuid[],
      $10::text[], $11::text[])
      AS t (id, occurred, bucketed, received, set_id, weight, actor, session, correlation, measures)
    ON CONFLICT DO NOTHING RETURNING id
  )
  SELECT count(*)::int AS n, CASE WHEN count(*) < $12 THEN array_agg(id::text) END AS ids FROM inserted`

/** event.measures of an event as an array literal; absent measures are NULL. */
function measuresLiteral({ event, slots }: StorableEvent): string {
  const values: (number | null)[] = []
  for (const [i, slot] of slots.entries()) {
    while (values.length <= slot) values.push(null)
    values[slot] = event.measures[i] ?? null
  }
  return numberLiteral(values)
}

/**
 * Stores events of one project and tells which were new. Ids must differ; they are written in id order, so that
 * concurrent claims with the same events wait for each other in one order.
 */
export async function insertEvents(
  tx: Queryable,
  projectId: number,
  events: readonly StorableEvent[],
): Promise<StorableEvent[]> {
  const sorted = [...events].sort((a, b) => (a.event.id < b.event.id ? -1 : 1))
  const { rows } = await tx.query<{ n: number; ids: string[] | null }>({
    name: 'event-insert',
    text: INSERT,
    values: [
      projectId,
      uuidArray(sorted.map(({ event }) => event.id)),
      timestamptzArray(sorted.map(({ event }) => event.occurredAt)),
      timestamptzArray(sorted.map(({ event }) => event.bucketedAt)),
      timestamptzArray(sorted.map(({ receivedAt }) => receivedAt)),
      int4Array(sorted.map(({ set }) => set.id)),
      float8Array(sorted.map(({ event }) => event.weight)),
      uuidArray(sorted.map(({ event }) => event.actor)),
      uuidArray(sorted.map(({ event }) => event.session)),
      textArray(sorted.map(({ event }) => event.correlationId)),
      textArray(sorted.map(measuresLiteral)),
      sorted.length,
    ],
  })
  const [result] = rows
  if (result === undefined || result.n === sorted.length) return sorted
  const fresh = new Set(result.ids ?? [])
  return sorted.filter(({ event }) => fresh.has(event.id))
}
