import { GRAIN_ID } from '@tidemark/contracts'
import { type Pools, withTransaction } from '@tidemark/db'
import { createCalendar } from '../calendar/calendar.ts'
import { LOCK } from '../locks.ts'
import { recutUnitDays } from '../unit-day/recut-unit-days.ts'
import { appendMarks, groupMarks } from './dirty-marks.ts'

interface ProjectRow {
  timezone: string
  week_start: number
}

interface HourRow {
  ms: number
  series_ids: number[]
}

const DROP_DAYS = `
  DELETE FROM rollup WHERE grain = ANY($2::smallint[])
    AND series_id IN (SELECT id FROM series WHERE project_id = $1)`

const DROP_MARKS = 'DELETE FROM rollup_dirty WHERE project_id = $1 AND grain = ANY($2::smallint[])'

const READ_HOURS = `
  SELECT date_part('epoch', r.bucket) * 1000 AS ms, array_agg(r.series_id) AS series_ids
  FROM rollup r JOIN series s ON s.id = r.series_id
  WHERE r.grain = $2 AND s.project_id = $1 GROUP BY r.bucket`

/**
 * Cuts days and weeks anew after a project's timezone or start of the week changed: drops their rows and marks every day
 * that has an hour, in one transaction; the cascade then merges them from the finer grains. Unit days have no hours: what raw
 * still holds of them is rebuilt by the worker. Running it twice changes nothing.
 */
export async function recutCalendar(pools: Pools, projectId: number): Promise<void> {
  await withTransaction(pools.work, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK.cascade, projectId])
    const { rows: projects } = await tx.query<ProjectRow>('SELECT timezone, week_start FROM project WHERE id = $1', [
      projectId,
    ])
    const project = projects[0]
    if (project === undefined) return
    await tx.query("SELECT nextval('revision_seq')")
    const calendar = createCalendar({ timeZone: project.timezone, weekStart: project.week_start })
    const cut = [GRAIN_ID['1d'], GRAIN_ID['1w']]
    await tx.query(DROP_DAYS, [projectId, cut])
    await tx.query(DROP_MARKS, [projectId, cut])
    const { rows: hours } = await tx.query<HourRow>(READ_HOURS, [projectId, GRAIN_ID['1h']])
    const stale = hours.flatMap(({ ms, series_ids }) =>
      calendar
        .buckets('1d', ms, ms + 3_600_000)
        .flatMap((bucket) => series_ids.map((seriesId) => ({ bucket, seriesId }))),
    )
    await appendMarks(tx, projectId, groupMarks('1d', stale))
    await recutUnitDays(tx, projectId, calendar)
  })
}
