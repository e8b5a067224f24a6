import type { EventEntry, Stream } from '../catalog/catalog.ts'

/** One series of a lane, and where its values come from. */
export interface LaneStream {
  readonly seriesId: number
  readonly kind: Stream['kind']
  /** slot in event.measures; -1 for streams that read no measure */
  readonly slot: number
  readonly sketch: boolean
  readonly sets: boolean
}

/** Where the events of a dimension set go: the series of its event type and kept dimensions. */
export interface Lane {
  readonly streams: readonly LaneStream[]
}

/** Slot of each declared measure of an event type, in declared order. */
export type Slots = readonly number[]

/** Binds the streams of an event type to series ids. Pure. */
export function createLane(entry: EventEntry, slots: Slots, seriesIdOf: (measure: string) => number): Lane {
  return {
    streams: entry.streams.map((stream) => ({
      seriesId: seriesIdOf(stream.measure),
      kind: stream.kind,
      slot: stream.index < 0 ? -1 : (slots[stream.index] ?? -1),
      sketch: stream.sketch,
      sets: stream.sets,
    })),
  }
}
