import type { QueryContext } from './query-context.ts'

/** Fewest people of an installation that says nothing else. */
const DEFAULT_K = 10

/** Fewest people behind a number about people: what the project says, else the installation. */
export async function readThreshold(
  { pool, kanonMin = DEFAULT_K }: Pick<QueryContext, 'pool' | 'kanonMin'>,
  projectId: number,
): Promise<number> {
  const { rows } = await pool.query<{ k: number | null }>('SELECT privacy_k AS k FROM project WHERE id = $1', [
    projectId,
  ])
  return rows[0]?.k ?? kanonMin
}
