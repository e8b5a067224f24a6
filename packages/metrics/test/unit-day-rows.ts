import type { World } from './world.ts'

/** Rows of `unit_day` by what they tell of, comparable between databases. */
export async function readUnitDays(world: World, projectId: number): Promise<Record<string, string>> {
  const { rows } = await world.pools.work.query<{ key: string; value: string }>(
    `SELECT u.day || ' ' || d.event_type || ' ' || d.dims::text || ' ' || u.actor_id AS key,
       u.n || ' from ' || u.first_at || ' ' || u.first_id AS value
     FROM unit_day u JOIN dimension_set d ON d.id = u.dimension_set_id WHERE u.project_id = $1`,
    [projectId],
  )
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
}

/** How many events they add up to. */
export async function countUnitEvents(world: World, projectId: number): Promise<number> {
  const { rows } = await world.pools.work.query<{ n: number }>(
    'SELECT coalesce(sum(n), 0)::int AS n FROM unit_day WHERE project_id = $1',
    [projectId],
  )
  return rows[0]?.n ?? 0
}
