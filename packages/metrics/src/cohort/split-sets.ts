import type { Queryable } from '@tidemark/db'
import type { Catalog, EventEntry } from '../catalog/catalog.ts'
import { matchSets } from '../scan/match-sets.ts'
import { satisfies } from '../scan/satisfies.ts'
import type { SplitPart } from './fold/gate.ts'
import type { PartGroup } from './format-cohort.ts'
import type { CohortQuestion } from './plan-cohort.ts'

/** The dimension sets that a question reads, and how first events of them are split. */
export interface SplitSets {
  readonly ids: Int32Array
  /** per place of a set */
  readonly born: Uint8Array
  readonly returned: Uint8Array
  readonly part: Int32Array
  readonly parts: readonly SplitPart[]
  /** parts that meet the filters, by breakdown key */
  readonly groups: readonly PartGroup[]
}

/** The beginning of a list that ends with the last element that is used: so parts do not depend on the question. */
const upToLast = (names: readonly string[], used: ReadonlySet<string>): string[] =>
  names.slice(0, names.findLastIndex((name) => used.has(name)) + 1)

/** Dimensions that parts are told apart by: personal ones, as declared, and others, those of few values first. */
function dimensionsOf({ spec, dimensions }: EventEntry, { gated, query }: CohortQuestion) {
  const used = new Set([...query.breakdown, ...query.filters.map(({ dimension }) => dimension)])
  if (!gated) return { row: [], path: [...used] }
  const isPersonal = (name: string) => spec.dimensions[name]?.personal === true
  const budgetOf = (name: string) => spec.dimensions[name]?.budget ?? 0
  return {
    row: upToLast(dimensions.filter(isPersonal), used),
    path: upToLast(
      dimensions.filter((name) => !isPersonal(name)).sort((a, b) => budgetOf(a) - budgetOf(b)),
      used,
    ),
  }
}

function groupParts(parts: readonly SplitPart[], names: readonly string[], { query }: CohortQuestion): PartGroup[] {
  const groups = new Map<string, { key: (string | null)[]; role: 'group'; parts: number[] }>()
  for (const [i, { row, path }] of parts.entries()) {
    const values = [...row, ...path]
    const read = (name: string) => values[names.indexOf(name)] ?? null
    if (!satisfies(query.filters, read)) continue
    const key = query.breakdown.map(read)
    const name = JSON.stringify(key)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, { key, role: 'group', parts: [i] })
    else group.parts.push(i)
  }
  return [...groups.values()]
}

/** Finds the dimension sets of a question and cuts those that begin cohorts into parts. */
export async function splitSets(
  db: Queryable,
  catalog: Catalog,
  projectId: number,
  question: CohortQuestion,
): Promise<SplitSets> {
  const { born, returned } = question.spec
  const entry = catalog.events.get(born[0]?.event ?? '')
  const { row, path } = entry === undefined ? { row: [], path: [] } : dimensionsOf(entry, question)
  const names = [...row, ...path]
  const sets = await matchSets(db, projectId, [born, returned], names)
  const places = new Map<string, number>()
  const parts: SplitPart[] = []
  const part = sets.ids.map((_, i) => {
    if ((sets.masks[i]! & 1) === 0) return 0
    const key = sets.keys[i]!
    const name = JSON.stringify(key)
    const known = places.get(name)
    if (known !== undefined) return known
    places.set(name, parts.length)
    return parts.push({ row: key.slice(0, row.length), path: key.slice(row.length) }) - 1
  })
  return {
    ids: sets.ids,
    born: Uint8Array.from(sets.masks, (mask) => mask & 1),
    returned: Uint8Array.from(sets.masks, (mask) => (mask >> 1) & 1),
    part,
    parts,
    groups: groupParts(parts, names, question),
  }
}
