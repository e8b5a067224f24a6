import { GRAIN_ID } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { listEventRanges } from '@tidemark/db/partition-ranges'
import { invalid, type TidemarkError } from '@tidemark/platform'

const DAY_MS = 86_400_000

// Days that were counted although their raw events are gone, the last of them.
const LAST_EXPIRED = `
  WITH days AS (SELECT name, start FROM unnest($3::text[], $4::timestamptz[]) AS d (name, start)),
  gone AS (
    SELECT start FROM days WHERE NOT EXISTS (
      SELECT 1 FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'event'::regclass AND c.relname = days.name)
  )
  SELECT date_part('epoch', max(gone.start)) * 1000 AS last FROM gone WHERE EXISTS (
    SELECT 1 FROM series s JOIN rollup r ON r.series_id = s.id AND r.grain = $5
    WHERE s.project_id = $1 AND s.event_type = ANY($2)
      AND r.bucket >= gone.start AND r.bucket < gone.start + interval '1 day')`

/** The refusal of a range that begins before `rawSince` (epoch ms), from when on raw events are held. */
export const rawExpired = (rawSince: number): TidemarkError =>
  invalid(`Raw events are kept since ${new Date(rawSince).toISOString()}. Ask for a later start.`, {
    details: { rawSince },
  })

export interface RawQuestion {
  readonly projectId: number
  readonly events: readonly string[]
  /** epoch ms */
  readonly from: number
  readonly to: number
}

/**
 * Makes sure that the raw events of a range are still there: those within the retention are; of earlier days (history that
 * was imported) the partition must exist where rollups say that there were events.
 * @throws TidemarkError invalid_input with `details.rawSince`, epoch ms
 */
export async function requireRaw(
  db: Queryable,
  question: RawQuestion,
  limits: { now: number; rawRetentionDays: number },
): Promise<void> {
  const kept = limits.now - limits.rawRetentionDays * DAY_MS
  if (question.from >= kept) return
  const days = listEventRanges(question.from, Math.min(kept, question.to) - 1)
  const starts = days.map((_, i) => new Date((Math.floor(question.from / DAY_MS) + i) * DAY_MS))
  const { rows } = await db.query<{ last: number | null }>(LAST_EXPIRED, [
    question.projectId,
    question.events,
    days.map(({ name }) => name),
    starts,
    GRAIN_ID['1h'],
  ])
  const last = rows[0]?.last ?? null
  if (last === null) return
  throw rawExpired(last + DAY_MS)
}
