import type { TimeRange } from '../calendar/calendar-types.ts'

/** What is left of a range when others are taken out of it, in order and without overlaps. Pure. */
export function withoutRanges({ from, to }: TimeRange, excluded: readonly TimeRange[]): TimeRange[] {
  const left: TimeRange[] = []
  let at = from
  for (const range of [...excluded].sort((a, b) => a.from - b.from)) {
    if (range.to <= at) continue
    if (range.from >= to) break
    if (range.from > at) left.push({ from: at, to: range.from })
    at = range.to
  }
  if (at < to) left.push({ from: at, to })
  return left
}
