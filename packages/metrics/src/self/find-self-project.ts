import type { Pool } from '@tidemark/db'
import type { DoorProject } from '../ingest/door.ts'

/** Finds the project by its slug, once it exists; the answer is remembered. The function rejects when Postgres fails. */
export function createSelfProjectFinder(pool: Pool, slug: string, rawRetentionDays: number) {
  let found: DoorProject | null = null
  return async (): Promise<DoorProject | null> => {
    if (found !== null) return found
    const { rows } = await pool.query<{ id: number }>('SELECT id FROM project WHERE slug = $1 ORDER BY id LIMIT 1', [
      slug,
    ])
    found = rows[0] === undefined ? null : { id: rows[0].id, rawRetentionDays }
    return found
  }
}
