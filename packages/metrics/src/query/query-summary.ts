import type { AnyQuery, SummaryItem } from '@tidemark/contracts'
import { toTidemarkError } from '@tidemark/platform'
import type { QueryContext, QueryProject } from './query-context.ts'
import { answerQuery } from './query-metric.ts'
import { Reader } from './reader.ts'

async function answerItem(reader: Reader, query: AnyQuery): Promise<SummaryItem> {
  try {
    return { ok: true, result: await answerQuery(reader, query) }
  } catch (error) {
    const { code, message, details } = toTidemarkError(error)
    return { ok: false, error: { code, message, ...(details === undefined ? {} : { details }) } }
  }
}

/**
 * Answers many questions of one page at one moment, sharing what they read; each has its own result or error, in the order
 * asked. Never throws for a question.
 */
export async function querySummary(
  context: QueryContext,
  project: QueryProject,
  queries: readonly AnyQuery[],
): Promise<SummaryItem[]> {
  const reader = new Reader(context, project)
  return Promise.all(queries.map((query) => answerItem(reader, query)))
}
