import type { PoolClient } from '@tidemark/db'
import { int4Array } from '@tidemark/db/array-literal'
import type { Catalog } from '../catalog/catalog.ts'
import type { FoldPlan, RebuildProject, Slice } from '../rollup/rebuild/rebuild-plan.ts'
import { listUnitSets, replaceUnitDays } from './replace-unit-days.ts'

/** Unit days compared with raw. */
export interface UnitDayCheck {
  rows: number
  mismatched: number
}

// The first day after a change of time zone may hold events that were counted for it in the zone before.
const COMPARE = `
  WITH sound AS (
    SELECT DATE '1970-01-01' + day AS day FROM unnest($2::int[]) AS d (day)
    WHERE DATE '1970-01-01' + day > coalesce((SELECT max(from_day) FROM unit_zone WHERE project_id = $1), '-infinity')
  ), stored AS (
    SELECT * FROM public.unit_day WHERE project_id = $1 AND day IN (SELECT day FROM sound)
      AND dimension_set_id = ANY($3::int[])
  ), expected AS (SELECT * FROM pg_temp.unit_day WHERE day IN (SELECT day FROM sound))
  SELECT count(s.day)::int AS rows, (count(*) FILTER (WHERE (s.n, s.first_at, s.first_id)
    IS DISTINCT FROM (e.n, e.first_at, e.first_id)))::int AS mismatched
  FROM stored s FULL JOIN expected e USING (project_id, day, dimension_set_id, actor_id)`

/**
 * Compares the unit days of the whole days that raw still holds with a fold of raw. In this session "unit_day" means a table
 * of its own from then on: the fold is written there by the very code of a rebuild.
 */
export async function verifyUnitDays(
  tx: PoolClient,
  catalog: Catalog,
  project: RebuildProject,
  made: { plan: FoldPlan; slices: readonly Slice[]; events: number },
): Promise<UnitDayCheck> {
  await tx.query('CREATE TEMP TABLE unit_day (LIKE public.unit_day INCLUDING ALL) ON COMMIT DROP')
  const days = await replaceUnitDays(tx, catalog, project, made)
  const sets = await listUnitSets(tx, catalog, project.id)
  const { rows } = await tx.query<UnitDayCheck>(COMPARE, [project.id, days, int4Array(sets)])
  return rows[0] ?? { rows: 0, mismatched: 0 }
}
