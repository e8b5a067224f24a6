import { OTHER_VALUE } from '@tidemark/contracts'
import type { Pools } from '@tidemark/db'
import { withTransaction } from '@tidemark/db'
import type { EventEntry } from '../catalog/catalog.ts'
import { LOCK } from '../locks.ts'

const INSERT_VALUES = `
  INSERT INTO dimension_value (project_id, event_type, dimension, value)
  SELECT $1, $2, $3, value FROM unnest($4::text[]) AS value ON CONFLICT DO NOTHING`

/**
 * Keeps each dimension within its budget of distinct values per project. The first values seen are kept for good;
 * beyond the budget a value becomes `__other__`, so that one careless client cannot blow up the rollups.
 */
export class Cardinality {
  readonly #pools: Pools
  readonly #known = new Map<string, Set<string>>()

  constructor(pools: Pools) {
    this.#pools = pools
  }

  /** Each combination with values beyond the budget replaced, in the same order. */
  async limit(
    projectId: number,
    entry: EventEntry,
    combinations: readonly (readonly (string | null)[])[],
  ): Promise<(string | null)[][]> {
    const limited = combinations.map((values) => [...values])
    for (const [place, dimension] of entry.dimensions.entries()) {
      const spec = entry.spec.dimensions[dimension]
      if (spec?.type !== 'text') continue
      const allowed = await this.#admit(
        projectId,
        entry.type,
        dimension,
        spec.budget,
        limited.map((values) => values[place] ?? null),
      )
      for (const values of limited) {
        const value = values[place]
        if (value !== null && value !== undefined && !allowed.has(value)) values[place] = OTHER_VALUE
      }
    }
    return limited
  }

  async #admit(
    project: number,
    type: string,
    dimension: string,
    budget: number,
    values: (string | null)[],
  ): Promise<Set<string>> {
    const name = `${project}:${type}:${dimension}`
    const known = this.#known.get(name) ?? new Set()
    const fresh = [...new Set(values)].filter((value): value is string => value !== null && !known.has(value))
    if (fresh.length === 0 || (known.size >= budget && this.#known.has(name))) return known
    const admitted = await withTransaction(this.#pools.work, async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK.cardinality, project])
      const key = [project, type, dimension]
      const { rows } = await tx.query<{ value: string }>(
        'SELECT value FROM dimension_value WHERE project_id = $1 AND event_type = $2 AND dimension = $3',
        key,
      )
      const stored = new Set(rows.map((row) => row.value))
      const room = fresh
        .filter((value) => !stored.has(value))
        .sort()
        .slice(0, Math.max(0, budget - stored.size))
      await tx.query(INSERT_VALUES, [...key, room])
      return new Set([...stored, ...room])
    })
    this.#known.set(name, admitted)
    return admitted
  }
}
