import type { Compare, Comparison, MetricGroup } from '@tidemark/contracts'
import { createCalendar, type ShiftedRange, type ShiftKind } from '../calendar/calendar.ts'
import { shiftPart } from '../calendar/shift-range.ts'
import { formatAnswer } from './format.ts'
import { type GatheredAnswer, gatherAnswer } from './gather-answer.ts'
import type { NormalQuery } from './normalise.ts'
import { bucketIndex, type Plan } from './plan.ts'
import type { Reader } from './reader.ts'

const SHIFT: Record<Compare, ShiftKind> = {
  previous: 'previous',
  last_year: 'lastYear',
  last_year_weekday: 'lastYearSameWeekday',
}

/**
 * Which bucket of the compared range is laid beside each bucket of the answer: the one that holds its start, moved by the
 * calendar; null where there is none, or where an earlier bucket has it already. Pure.
 */
export function alignBuckets(
  shifted: readonly number[],
  { starts, ends }: Pick<Plan, 'starts' | 'ends'>,
): (number | null)[] {
  const taken = new Set<number>()
  return shifted.map((at) => {
    const index = bucketIndex(starts, at)
    if (at < starts[0]! || at >= ends.at(-1)! || taken.has(index)) return null
    taken.add(index)
    return index
  })
}

const align = (groups: readonly MetricGroup[], indices: readonly (number | null)[]): MetricGroup[] =>
  groups.map((group) => ({
    ...group,
    values: indices.map((index) => (index === null ? null : (group.values[index] ?? null))),
    states: indices.map((index) => (index === null ? 'none' : (group.states[index] ?? 'none'))),
    samples: indices.map((index) => (index === null ? 0 : (group.samples[index] ?? 0))),
  }))

/** The same question about an earlier range, laid beside an answer, and what has to be said about it. */
export interface Compared {
  readonly comparison: Comparison
  readonly notices: readonly string[]
}

function noticesOf(range: ShiftedRange, gathered: GatheredAnswer): string[] {
  const notices: string[] = []
  if (range.clamped)
    notices.push('A date of this range does not exist in the compared one, so that the two do not hold the same days.')
  if (!gathered.seen) notices.push('No events in the compared range.')
  return notices
}

/**
 * Asks the question of an answer again about the range that it is compared with. Of a range that is not over yet, only the
 * part that is over is compared, with the same part. Null where nothing of it is over.
 */
export async function compareAnswer(
  reader: Reader,
  query: NormalQuery,
  compare: Compare,
  answer: GatheredAnswer,
): Promise<Compared | null> {
  const { now, project } = reader
  if (query.range.from >= now) return null
  const calendar = createCalendar({ timeZone: query.timeZone, weekStart: project.weekStart })
  const { range, starts } = shiftPart(calendar, query.range, SHIFT[compare], { now, starts: answer.plan.starts })
  const keys = answer.groups.filter(({ role }) => role === 'group').map(({ key }) => key)
  const span = { from: range.from, to: range.to }
  const bucket = answer.plan.bucket ?? 'total'
  const gathered = await gatherAnswer(reader, { ...query, bucket }, span, { keys })
  const indices = bucket === 'total' ? [] : alignBuckets(starts, gathered.plan)
  return {
    comparison: {
      compare,
      range: span,
      buckets: indices.map((index) => (index === null ? null : gathered.plan.starts[index]!)),
      coverage: gathered.coverage,
      groups: align(formatAnswer(query, gathered), indices),
    },
    notices: noticesOf(range, gathered),
  }
}
