import type { EventColumns } from '../src/experiment/readout/event-columns.ts'

export interface ColumnEvent {
  /** whole numbers above 0; 0: none */
  readonly unit: number
  readonly actor?: number
  readonly at: number
  readonly set: number
  readonly weight?: number
  readonly measures?: readonly number[]
}

const words = (numbers: readonly number[]): Uint32Array => {
  const all = new Uint32Array(numbers.length * 4)
  numbers.forEach((number, i) => {
    all[i * 4 + 1] = number
  })
  return all
}

/** Events as a scan hands them out. A unit is its own actor unless told. */
export function toColumns(events: readonly ColumnEvent[], measures = 0): EventColumns {
  return {
    length: events.length,
    time: Float64Array.from(events, ({ at }) => at),
    set: Int32Array.from(events, ({ set }) => set),
    weight: Float64Array.from(events, ({ weight = 1 }) => weight),
    unit: words(events.map(({ unit }) => unit)),
    actor: words(events.map(({ unit, actor = unit }) => actor)),
    measures: Array.from({ length: measures }, (_, i) =>
      Float64Array.from(events, (event) => event.measures?.[i] ?? Number.NaN),
    ),
  }
}
