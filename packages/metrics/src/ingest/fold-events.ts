import { createEventColumns } from '../fold/event-columns.ts'
import { Fold } from '../fold/fold.ts'
import type { Lane } from '../fold/lane.ts'
import type { PlacedRow } from '../rollup/merge-rows.ts'
import type { StorableEvent } from './insert-events.ts'

const MINUTE_MS = 60_000

/** First 64 bits of a pseudonym in UUID form. */
const highBits = (pseudonym: string) => Number.parseInt(pseudonym.slice(0, 8), 16)
const lowBits = (pseudonym: string) => Number.parseInt(pseudonym.slice(9, 13) + pseudonym.slice(14, 18), 16)

/**
 * A lane is known by its series: sets that differ only in dimensions that are not kept share them, but when two claims met
 * such sets for the first time at once, each made a lane object of its own.
 */
const seriesOf = ({ streams }: Lane): number => streams[0]!.seriesId

/** The 1-minute rows of some events: one per series and minute. Pure. */
export function foldEvents(events: readonly StorableEvent[]): PlacedRow[] {
  const lanes: Lane[] = []
  const places = new Map<number, number>()
  const stride = events.reduce((most, { slots }) => Math.max(most, ...slots.map((slot) => slot + 1)), 0)
  const columns = createEventColumns(events.length, stride)
  for (const [i, { event, set, slots }] of events.entries()) {
    const series = seriesOf(set.lane)
    let place = places.get(series)
    if (place === undefined) {
      place = lanes.push(set.lane) - 1
      places.set(series, place)
    }
    columns.lane[i] = place
    columns.minute[i] = Math.floor(event.bucketedAt / MINUTE_MS)
    columns.weight[i] = event.weight
    for (const [m, slot] of slots.entries()) columns.measures[i * stride + slot] = event.measures[m] ?? Number.NaN
    if (event.actor !== null) {
      columns.actorHigh[i] = highBits(event.actor)
      columns.actorLow[i] = lowBits(event.actor)
    }
    if (event.session !== null) {
      columns.sessionHigh[i] = highBits(event.session)
      columns.sessionLow[i] = lowBits(event.session)
    }
  }
  columns.length = events.length
  const fold = new Fold(lanes)
  fold.add(columns)
  return Array.from(fold.drain(), ({ minute, ...row }) => ({ ...row, bucket: minute * MINUTE_MS }))
}
