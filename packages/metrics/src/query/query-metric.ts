import type { AnyQuery, MetricResult } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { eventsOf, verificationOf } from '../audit/read-verification.ts'
import type { TimeRange } from '../calendar/calendar.ts'
import { guardQuery } from '../privacy/guard-query.ts'
import { compareAnswer } from './compare.ts'
import { formatAnswer } from './format.ts'
import { gatherAnswer } from './gather-answer.ts'
import { normaliseQuery } from './normalise.ts'
import type { QueryContext, QueryProject } from './query-context.ts'
import { lateOf } from './read-late.ts'
import { Reader } from './reader.ts'
import { toReceipt } from './receipt.ts'

export type { QueryContext, QueryProject } from './query-context.ts'

const MAX_RANGE_DAYS = 400

/** The stored days of a range that have begun; an empty range where none has. */
function begunDays({ calendar, now }: Reader, { from, to }: TimeRange): TimeRange {
  return from < now ? calendar.snapRange('1d', { from, to: Math.min(to, now) }) : { from, to: from }
}

/** Answers one question of a call whose questions share what they read. Throws as `queryMetric`. */
export async function answerQuery(reader: Reader, input: AnyQuery): Promise<MetricResult> {
  const { context, project } = reader
  const { maxRangeDays = MAX_RANGE_DAYS } = context
  const asked = normaliseQuery(context.catalog, input, { maxRangeDays, timeZone: project.timeZone })
  const query = guardQuery(context.catalog, asked, reader.calendar, reader.now)
  try {
    const events = eventsOf(query.operands)
    reader.willRead(events)
    const freshness = await reader.freshness()
    const days = begunDays(reader, query.range)
    const [answer, facts] = await Promise.all([gatherAnswer(reader, query, query.range), reader.facts(days)])
    const compared = query.compare === null ? null : await compareAnswer(reader, query, query.compare, answer)
    const groups = formatAnswer(query, answer)
    context.looks?.record(project.id, reader.calendar, events, query.range, reader.now)
    const { plan, coverage, currency } = answer
    const notices = [
      ...(answer.seen ? [] : ['No events in this range.']),
      ...(answer.verdicts === null ? [] : ['Numbers about people are told for whole days that have ended.']),
      ...(compared?.notices ?? []),
    ]
    return {
      metric: query.subject.id,
      stat: query.stat,
      unit: query.subject.unit,
      currency,
      better: query.subject.better,
      bucket: plan.bucket ?? 'total',
      range: query.range,
      buckets: plan.bucket === null ? [] : [...plan.starts],
      openFrom: plan.bucket === null ? -1 : plan.openFrom,
      coverage,
      groups,
      ...(compared === null ? {} : { comparison: compared.comparison }),
      receipt: toReceipt({
        query,
        answer,
        freshness,
        groups,
        verification: verificationOf(facts.audits, events, reader.calendar.buckets('1d', days.from, days.to).length),
        late: lateOf(facts.late, events, days.from),
        notices,
      }),
    }
  } catch (error) {
    throw mapSqlError(error)
  }
}

/**
 * Answers one question: normalise, plan, fetch, gather, format. The only way to read metrics; every surface uses it.
 * @throws TidemarkError not_found, invalid_input (with what to change), unavailable
 */
export const queryMetric = async (
  context: QueryContext,
  project: QueryProject,
  query: AnyQuery,
): Promise<MetricResult> => answerQuery(new Reader(context, project), query)
