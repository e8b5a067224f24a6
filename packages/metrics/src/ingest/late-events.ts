import type { Queryable } from '@tidemark/db'
import { int8Array, textArray, timestamptzArray } from '@tidemark/db/array-literal'
import type { Calendar } from '../calendar/calendar.ts'
import { loadProject } from '../rollup/rebuild/rebuild-plan.ts'

/** What is on its way for a moment is not late. */
const GRACE_MS = 60_000

/** An event that is new, its time and when it was received; epoch ms. */
interface Arrival {
  readonly event: { readonly type: string; readonly bucketedAt: number }
  readonly receivedAt: number
}

export interface LateDay {
  readonly eventType: string
  /** start of the local day */
  readonly day: number
  readonly events: number
  /** newest receipt */
  readonly restatedAt: number
}

/** The days that events came to after they had ended, in one order everywhere. Pure. */
export function countLate(
  calendar: Pick<Calendar, 'bucketStart' | 'nextBucket'>,
  arrivals: readonly Arrival[],
): LateDay[] {
  const late = new Map<string, LateDay>()
  for (const { event, receivedAt } of arrivals) {
    if (calendar.nextBucket('1d', event.bucketedAt) + GRACE_MS > receivedAt) continue
    const day = calendar.bucketStart('1d', event.bucketedAt)
    const name = `${event.type} ${day}`
    const { events, restatedAt } = late.get(name) ?? { events: 0, restatedAt: 0 }
    late.set(name, {
      eventType: event.type,
      day,
      events: events + 1,
      restatedAt: Math.max(restatedAt, receivedAt),
    })
  }
  return [...late].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

const ADD = `
  INSERT INTO late_event (project_id, event_type, day, events, restated_at)
  SELECT $1, * FROM unnest($2::text[], $3::timestamptz[], $4::bigint[], $5::timestamptz[])
  ON CONFLICT (project_id, event_type, day) DO UPDATE
  SET events = late_event.events + excluded.events, restated_at = greatest(late_event.restated_at, excluded.restated_at)`

/** Counts the late ones among new events inside the transaction that stores them. Asks nothing where all came in time. */
export async function commitLateEvents(tx: Queryable, projectId: number, fresh: readonly Arrival[]): Promise<void> {
  const slow = fresh.filter(({ event, receivedAt }) => receivedAt - event.bucketedAt > GRACE_MS)
  if (slow.length === 0) return
  const { calendar } = await loadProject(tx, projectId)
  const late = countLate(calendar, slow)
  if (late.length === 0) return
  await tx.query(ADD, [
    projectId,
    textArray(late.map(({ eventType }) => eventType)),
    timestamptzArray(late.map(({ day }) => day)),
    int8Array(late.map(({ events }) => events)),
    timestamptzArray(late.map(({ restatedAt }) => restatedAt)),
  ])
}
