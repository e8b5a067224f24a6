import type { Filter, Term } from '@tidemark/contracts'
import type { Catalog, EventEntry } from '../catalog/catalog.ts'
import type { NormalQuery, Operand, Read } from '../query/normalise.ts'

/** One stream of a question that tells something about persons, and how its days are cut into places. */
export interface Guard {
  readonly event: string
  /** personal dimensions, as declared, down to the last one that is used */
  readonly rows: readonly string[]
  /** other dimensions, those of few values first, down to the last one that is used */
  readonly path: readonly string[]
  /** what the metric itself demands of other dimensions: what it leaves out is a part of the day too */
  readonly own: readonly Filter[]
  /** all other conditions, on dimensions of `rows` and `path` */
  readonly asked: readonly Filter[]
  /** the measure that is summed, or null */
  readonly measure: string | null
}

/** The beginning of a list that ends with the last element that is used. */
function upToLast(names: readonly string[], used: ReadonlySet<string>): string[] {
  return names.slice(0, names.findLastIndex((name) => used.has(name)) + 1)
}

const isPersonal = ({ spec }: EventEntry, name: string): boolean => spec.dimensions[name]?.personal === true

function guardOf(entry: EventEntry, query: NormalQuery, operand: Operand, term: Term, read: Read): Guard | null {
  const filters = read.filters.slice(term.where.length)
  const used = new Set([...query.breakdown, ...filters.map(({ dimension }) => dimension)])
  if (operand.spec.kind === 'entropy' && isPersonal(entry, operand.spec.by)) used.add(operand.spec.by)
  const personalOwn = term.where.filter(({ dimension }) => isPersonal(entry, dimension))
  for (const { dimension } of personalOwn) used.add(dimension)
  const rows = upToLast(
    entry.kept.filter((name) => isPersonal(entry, name)),
    used,
  )
  if (rows.length === 0) return null
  const budgetOf = (name: string) => entry.spec.dimensions[name]?.budget ?? 0
  const others = entry.kept.filter((name) => !isPersonal(entry, name)).sort((a, b) => budgetOf(a) - budgetOf(b))
  return {
    event: entry.type,
    rows,
    path: upToLast(others, used),
    own: term.where.filter((filter) => !personalOwn.includes(filter)),
    asked: [...personalOwn, ...filters],
    measure: term.field === 'sum' || operand.spec.kind === 'mean' ? term.measure : null,
  }
}

/**
 * What of a question the privacy gate has to look at: every term that is filtered or broken down by a personal dimension,
 * of a ratio its denominator, and its numerator only where the metric itself picks persons there. Pure.
 */
export function guardsOf(catalog: Catalog, query: NormalQuery): Guard[] {
  const guards = query.operands.flatMap((operand) => {
    const { spec, reads } = operand
    const terms: readonly Term[] = spec.kind === 'ratio' ? [...spec.of, ...spec.over] : spec.of
    return terms.flatMap((term, i) => {
      const entry = catalog.events.get(term.event)
      const read = reads[i]
      if (entry === undefined || read === undefined) return []
      const picksPersons = term.where.some(({ dimension }) => isPersonal(entry, dimension))
      if (spec.kind === 'ratio' && read.part === 'of' && !picksPersons) return []
      return guardOf(entry, query, operand, term, read) ?? []
    })
  })
  return [...new Map(guards.map((guard) => [JSON.stringify(guard), guard])).values()]
}
