import type { Queryable } from '@tidemark/db'
import { notFound } from '@tidemark/platform'

const READ = `
  WITH zone AS (SELECT timezone FROM project WHERE id = $1), noted AS (
    INSERT INTO unit_zone (project_id, from_day, time_zone) SELECT $1, '-infinity', timezone FROM zone
    WHERE NOT EXISTS (SELECT 1 FROM unit_zone WHERE project_id = $1))
  SELECT timezone FROM zone`

/**
 * The time zone that a project's days are cut in. Notes the first one, so that a change of it is known as one.
 * @throws TidemarkError not_found
 */
export async function readUnitZone(tx: Queryable, projectId: number): Promise<string> {
  const { rows } = await tx.query<{ timezone: string }>({ name: 'unit-zone', text: READ, values: [projectId] })
  const [row] = rows
  if (row === undefined) throw notFound(`There is no project ${projectId}.`)
  return row.timezone
}

/** A time zone and the first day (YYYY-MM-DD) that was cut in it; null: since ever. */
export interface UnitZone {
  readonly timeZone: string
  readonly fromDay: string | null
}

/** The zones that a project's unit days were cut in, the current one last. */
export async function fetchUnitZones(db: Queryable, projectId: number): Promise<UnitZone[]> {
  const { rows } = await db.query<UnitZone>(
    `SELECT time_zone AS "timeZone", nullif(from_day, '-infinity')::text AS "fromDay" FROM unit_zone
     WHERE project_id = $1 ORDER BY id`,
    [projectId],
  )
  return rows
}
