import type { Pool } from '@tidemark/db'
import { int4Array, textArray, timestamptzArray } from '@tidemark/db/array-literal'
import type { Calendar, TimeRange } from '../calendar/calendar.ts'

/** Most slices that one process remembers between two flushes. */
const MAX_LOOKS = 500
/** Most days of one answer: the latest are what people look at. */
const MAX_DAYS = 100

interface Look {
  readonly projectId: number
  readonly eventType: string
  readonly day: number
  readonly at: number
}

const WRITE = `
  INSERT INTO rollup_look (project_id, event_type, day, looked_at)
  SELECT * FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[])
  ON CONFLICT (project_id, event_type, day) DO UPDATE SET looked_at = greatest(rollup_look.looked_at, excluded.looked_at)`

/** The days that this process has shown to people, so that the auditor checks them first. Losing some costs nothing. */
export class Looks {
  readonly #known = new Map<string, Look>()

  record(projectId: number, calendar: Calendar, events: readonly string[], range: TimeRange, at: number): void {
    const days = calendar.buckets('1d', range.from, Math.min(range.to, at)).slice(-MAX_DAYS)
    for (const eventType of events)
      for (const day of days) {
        if (this.#known.size >= MAX_LOOKS) return
        this.#known.set(`${projectId} ${eventType} ${day}`, { projectId, eventType, day, at })
      }
  }

  /** Writes down what was looked at since the last time. Throws as the pool does; nothing is kept for another try. */
  async flush(pool: Pool): Promise<void> {
    // In one order everywhere, so that processes never wait for each other in a ring.
    const looks = [...this.#known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, look]) => look)
    this.#known.clear()
    if (looks.length === 0) return
    await pool.query(WRITE, [
      int4Array(looks.map((look) => look.projectId)),
      textArray(looks.map((look) => look.eventType)),
      timestamptzArray(looks.map((look) => look.day)),
      timestamptzArray(looks.map((look) => look.at)),
    ])
  }
}
