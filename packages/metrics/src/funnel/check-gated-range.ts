import { invalid } from '@tidemark/platform'
import type { Calendar, TimeRange } from '../calendar/calendar.ts'

/**
 * A breakdown by something personal is told of whole days that are over, so that no two ranges differ by less.
 * @throws TidemarkError invalid_input
 */
export function checkGatedRange(range: TimeRange, calendar: Calendar, dataTime: number): void {
  const { from, to } = calendar.snapRange('1d', range)
  if (from !== range.from || to !== range.to || to > dataTime)
    throw invalid('A breakdown by something personal is told of whole days that are over.')
}
