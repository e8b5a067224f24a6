import type { Calendar } from '../../calendar/calendar.ts'
import type { RowTable } from '../../fold/row-table.ts'
import { PlacedRows, rowAt, toTable } from './coarsen.ts'
import type { FoldPlan, Slice } from './rebuild-plan.ts'

/** Collects what slices add to 1d rows, and hands out a day when no slice can add to it any more. */
export class DayRows {
  readonly #waiting: { slice: Slice; open: boolean }[]
  readonly #days: { start: number; end: number; rows: PlacedRows }[]

  constructor(plan: FoldPlan, calendar: Calendar, slices: readonly Slice[]) {
    this.#waiting = slices.filter((slice) => !slice.outlying).map((slice) => ({ slice, open: true }))
    this.#days = calendar
      .buckets('1d', plan.days.from, plan.days.to)
      .map((start) => ({ start, end: calendar.nextBucket('1d', start), rows: new PlacedRows() }))
  }

  /** Adds a slice's part; answers the 1d rows that this made final. */
  add(slice: Slice, part: RowTable): RowTable[] {
    for (let row = 0; row < part.length; row++) {
      const placed = rowAt(part, row)
      this.#days.find(({ start }) => start === placed.bucket)?.rows.add(placed)
    }
    for (const one of this.#waiting) if (one.slice === slice) one.open = false
    const isOpen = (start: number, end: number) =>
      this.#waiting.some((one) => one.open && one.slice.idFrom < end && one.slice.idTo > start)
    const done: RowTable[] = []
    while (this.#days.length > 0 && !isOpen(this.#days[0]!.start, this.#days[0]!.end))
      done.push(toTable(this.#days.shift()!.rows.sorted()))
    return done
  }
}
