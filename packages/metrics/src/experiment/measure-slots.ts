import type { Queryable } from '@tidemark/db'

/** Where measures are in what a scan reads. */
export interface MeasureSlots {
  /** slots of event.measures to read */
  readonly slots: readonly number[]
  /** place of a measure among them; -1 where it was never stored */
  placeOf(event: string, measure: string): number
}

/** The slots of the given measures. Measures of different event types may share a slot, which is read once. */
export async function fetchMeasureSlots(
  db: Queryable,
  measures: readonly { readonly event: string; readonly measure: string }[],
): Promise<MeasureSlots> {
  const { rows } = await db.query<{ event_type: string; measure: string; slot: number }>(
    `SELECT m.event_type, m.measure, m.slot FROM measure_slot m
     JOIN unnest($1::text[], $2::text[]) AS t (event_type, measure) USING (event_type, measure)`,
    [measures.map(({ event }) => event), measures.map(({ measure }) => measure)],
  )
  const slots = [...new Set(rows.map(({ slot }) => slot))]
  const places = new Map(rows.map(({ event_type, measure, slot }) => [`${event_type} ${measure}`, slots.indexOf(slot)]))
  return { slots, placeOf: (event, measure) => places.get(`${event} ${measure}`) ?? -1 }
}
