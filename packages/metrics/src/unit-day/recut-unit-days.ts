import type { Queryable } from '@tidemark/db'
import type { Calendar } from '../calendar/calendar.ts'
import { joinRanges, queueRebuild } from '../rollup/rebuild/rebuild-queue.ts'
import { fetchRawDays, listAllHeldDays } from './held-days.ts'
import { fetchUnitZones } from './unit-zone.ts'

/** Every day once, found by jumping from one to the next in the index. */
const LIST_DAYS = `
  WITH RECURSIVE d AS (
    (SELECT day FROM unit_day WHERE project_id = $1 ORDER BY day LIMIT 1)
    UNION ALL
    SELECT (SELECT u.day FROM unit_day u WHERE u.project_id = $1 AND u.day > d.day ORDER BY u.day LIMIT 1)
    FROM d WHERE d.day IS NOT NULL)
  SELECT day::text AS day FROM d WHERE day IS NOT NULL`

/**
 * After a change of time zone: has the worker cut unit days anew from the day on from which raw still holds them all, and
 * records that day. Earlier days stay as the zone before cut them. Nothing happens in a project without unit days.
 */
export async function recutUnitDays(tx: Queryable, projectId: number, calendar: Calendar): Promise<void> {
  const current = (await fetchUnitZones(tx, projectId)).at(-1)
  if (current === undefined || current.timeZone === calendar.timeZone) return
  const held = listAllHeldDays(calendar, await fetchRawDays(tx)).map((range) => ({
    ...range,
    day: calendar.localDate(range.from),
  }))
  const heldDays = new Set(held.map(({ day }) => day))
  const { rows } = await tx.query<{ day: string }>(LIST_DAYS, [projectId])
  const lost = rows.findLast(({ day }) => !heldDays.has(day))?.day ?? ''
  const firstKept = rows.find(({ day }) => day > lost)?.day
  const recut = held.filter(({ day }) => firstKept !== undefined && day >= firstKept)
  await tx.query(
    'INSERT INTO unit_zone (project_id, from_day, time_zone) VALUES ($1, coalesce($2::date, current_date), $3)',
    [projectId, recut[0]?.day ?? null, calendar.timeZone],
  )
  for (const { from, to } of joinRanges(recut.map(({ from, to }) => ({ from, to, ids: [] }))))
    await queueRebuild(tx, projectId, from, to, 'calendar changed')
}
