import type { Match } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { satisfies } from './satisfies.ts'

/** Groups are bits of an int32. */
export const MAX_GROUPS = 31

/** The dimension sets that satisfy at least one group, by rising id. */
export interface MatchedSets {
  readonly ids: Int32Array
  /** per set: bit i is set where it satisfies any match of groups[i] */
  readonly masks: Int32Array
  /** per set: values of the dimensions asked for, in that order; null: absent. Equal keys are one array. */
  readonly keys: readonly (readonly (string | null)[])[]
}

type Combination = { event_type: string; values: (string | null)[]; ids: number[] }

/** Every combination of the named dimensions once, however many sets differ in others. */
async function fetchCombinations(
  db: Queryable,
  projectId: number,
  events: readonly string[],
  dimensions: readonly string[],
): Promise<Combination[]> {
  const picked = dimensions.map((_, i) => `dims ->> $${i + 3}::text`).join(', ')
  const { rows } = await db.query<Combination>(
    `SELECT event_type, ARRAY[${picked}]::text[] AS values, array_agg(id) AS ids FROM dimension_set
     WHERE project_id = $1 AND event_type = ANY($2) GROUP BY 1, 2`,
    [projectId, events, ...dimensions],
  )
  return rows
}

function maskOf(groups: readonly (readonly Match[])[], event: string, lookUp: (name: string) => string | null): number {
  let mask = 0
  for (const [bit, matches] of groups.entries())
    if (matches.some((match) => match.event === event && satisfies(match.where, lookUp))) mask |= 1 << bit
  return mask
}

/**
 * Decides once per dimension set which groups of matches its events belong to, so that events themselves are never compared
 * with text. Filters may name dimensions that only raw events keep. At most 31 groups.
 */
export async function matchSets(
  db: Queryable,
  projectId: number,
  groups: readonly (readonly Match[])[],
  dimensions: readonly string[] = [],
): Promise<MatchedSets> {
  if (groups.length > MAX_GROUPS) throw new RangeError(`at most ${MAX_GROUPS} groups of matches`)
  const matches = groups.flat()
  const named = [
    ...new Set([...dimensions, ...matches.flatMap(({ where }) => where.map((filter) => filter.dimension))]),
  ]
  const events = [...new Set(matches.map(({ event }) => event))]
  const combinations = await fetchCombinations(db, projectId, events, named)
  const found: { id: number; mask: number; key: (string | null)[] }[] = []
  for (const { event_type, values, ids } of combinations) {
    const mask = maskOf(groups, event_type, (name) => values[named.indexOf(name)] ?? null)
    if (mask === 0) continue
    const key = values.slice(0, dimensions.length)
    for (const id of ids) found.push({ id, mask, key })
  }
  found.sort((a, b) => a.id - b.id)
  return {
    ids: Int32Array.from(found, ({ id }) => id),
    masks: Int32Array.from(found, ({ mask }) => mask),
    keys: found.map(({ key }) => key),
  }
}

/** Finds the place of a set by its id: `place[id - first]`, -1 for others. */
export function placeSets({ ids }: Pick<MatchedSets, 'ids'>): { first: number; place: Int32Array } {
  const first = ids[0] ?? 0
  const place = new Int32Array(ids.length === 0 ? 0 : ids.at(-1)! - first + 1).fill(-1)
  for (const [i, id] of ids.entries()) place[id - first] = i
  return { first, place }
}
