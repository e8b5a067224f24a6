import {
  addCell,
  addRow,
  addValue,
  type Cell,
  emptyCell,
  numberOf,
  type OperandCells,
  readCell,
  samplesOf,
} from './cell.ts'
import { evaluateFormula, isAdditive } from './evaluate-formula.ts'
import type { StoredRows } from './fetch-rows.ts'
import type { MatchedSeries } from './fetch-series.ts'
import type { NormalQuery, Operand, Read } from './normalise.ts'
import { bucketIndex } from './plan.ts'

/** Everything read for one term of one operand; several reads may share rows. A series' key may go on after the breakdown. */
export interface FetchedRead extends Pick<Read, 'part' | 'currency'> {
  readonly series: readonly MatchedSeries[]
  readonly rows: StoredRows
}

/** Values of the breakdown; null where the event did not carry the dimension. */
export type Key = readonly (string | null)[]

/** One line of the answer before any number is formed: mergeable cells for each operand of the question. */
export interface GatheredGroup {
  readonly key: Key
  readonly role: 'all' | 'group' | 'other'
  readonly operands: readonly OperandCells[]
}

export interface GatherInput {
  readonly query: NormalQuery
  readonly starts: readonly number[]
  /** groups to show, in this order; else those that rank highest */
  readonly keys?: readonly Key[] | undefined
  /** groups (keys as JSON) that are kept back: they are listed after all others, whether or not they have events */
  readonly withheld?: ReadonlySet<string> | undefined
  /** per operand */
  readonly fetched: readonly (readonly FetchedRead[])[]
}

interface Building {
  key: (string | null)[]
  operands: Record<Read['part'], Cell[]>[]
}

const makeCells = (length: number) => Array.from({ length }, emptyCell)

function makeGroup({ query, starts }: GatherInput, key: (string | null)[]): Building {
  const operand = ({ reads }: Operand) => ({
    of: makeCells(starts.length),
    over: reads.some(({ part }) => part === 'over') ? makeCells(starts.length) : [],
  })
  return { key, operands: query.operands.map(operand) }
}

/** Where the rows of a series go: the cells of its group, and for an entropy which value they are of. */
interface Place {
  readonly cells: Cell[]
  readonly value: string | null
}

function findPlaces(
  input: GatherInput,
  groups: Map<string, Building>,
  at: number,
  { part, series }: FetchedRead,
): Map<number, Place> {
  const { length } = input.query.breakdown
  const byValue = input.query.operands[at]!.spec.kind === 'entropy'
  const places = new Map<number, Place>()
  for (const { id, key } of series) {
    // An event that does not carry the dimension of an entropy chose nothing.
    if (byValue && key[length] == null) continue
    const own = key.slice(0, length)
    const name = JSON.stringify(own)
    const group = groups.get(name) ?? makeGroup(input, own)
    groups.set(name, group)
    places.set(id, { cells: group.operands[at]![part], value: byValue ? key[length]! : null })
  }
  return places
}

function collect(input: GatherInput, groups: Map<string, Building>, at: number, read: FetchedRead): void {
  const places = findPlaces(input, groups, at, read)
  const { rows } = read
  for (let i = 0; i < rows.length; i++) {
    const place = places.get(rows.series[i]!)
    const cell = place?.cells[bucketIndex(input.starts, rows.ms[i]!)]
    if (place === undefined || cell === undefined) continue
    addRow(cell, rows, i)
    if (place.value !== null) addValue(cell, place.value, rows.weight[i]!)
  }
}

function addUp(cells: readonly Cell[]): Cell {
  const sum = emptyCell()
  for (const cell of cells) addCell(sum, cell)
  return sum
}

const finish = (role: GatheredGroup['role'], { key, operands }: Building): GatheredGroup => ({
  key,
  role,
  operands: operands.map(({ of, over }) => ({ of, over, total: { of: addUp(of), over: addUp(over) } })),
})

/** Many groups as one. Exact: cells are merged, never numbers. */
function fold(input: GatherInput, role: GatheredGroup['role'], groups: readonly GatheredGroup[]): GatheredGroup {
  if (role === 'all' && groups.length === 1) return { ...groups[0]!, role }
  const folded = makeGroup(input, role === 'all' ? [] : new Array(input.query.breakdown.length).fill(null))
  for (const group of groups)
    for (const [place, { of, over }] of group.operands.entries()) {
      for (const [i, cell] of of.entries()) addCell(folded.operands[place]!.of[i]!, cell)
      for (const [i, cell] of over.entries()) addCell(folded.operands[place]!.over[i]!, cell)
    }
  return finish(role, folded)
}

const ADDITIVE = new Set<Operand['spec']['kind']>(['count', 'sum', 'within', 'distinct'])

/** What groups are ranked by: their number where it adds up, else the events behind it. */
function weightOf({ query }: GatherInput, group: GatheredGroup): number {
  const { formula, operands } = query
  const total = (place: number) => group.operands[place]!.total
  if (!isAdditive(formula, (place) => ADDITIVE.has(operands[place]!.spec.kind)))
    return Math.max(...operands.map(({ spec }, place) => samplesOf(spec, total(place).of, total(place).over)))
  const number = evaluateFormula(formula, (place) => {
    const { spec, stat } = operands[place]!
    return numberOf(readCell(spec, stat, total(place).of, total(place).over))
  })
  return Math.abs(number ?? 0)
}

const hasEvents = ({ operands }: GatheredGroup): boolean =>
  operands.some(({ total }) => total.of.n > 0 || total.over.n > 0)

function rank(input: GatherInput, groups: readonly GatheredGroup[]): GatheredGroup[] {
  // The rank of a group that is kept back would tell how large it is.
  const isWithheld = (name: string) => input.withheld?.has(name) === true
  return groups
    .map((group) => ({ group, name: JSON.stringify(group.key) }))
    .map((one) => ({ ...one, last: Number(isWithheld(one.name)), weight: weightOf(input, one.group) }))
    .map((one) => (one.last === 1 ? { ...one, weight: 0 } : one))
    .sort((a, b) => a.last - b.last || b.weight - a.weight || (a.name < b.name ? -1 : 1))
    .map(({ group }) => group)
}

/** The groups of given keys, in their order; one that had no events is empty. */
function pick(input: GatherInput, groups: readonly GatheredGroup[], keys: readonly Key[]): GatheredGroup[] {
  const byName = new Map(groups.map((group) => [JSON.stringify(group.key), group]))
  return keys.map((key) => byName.get(JSON.stringify(key)) ?? finish('group', makeGroup(input, [...key])))
}

/**
 * Stored rows become the lines of the answer: merged per group and bucket, ranked, the groups beyond the limit folded into
 * one exact "other". No number is formed yet, so what stands between here and `formatGroups` sees everything that will be
 * told. Pure.
 */
export function gather(input: GatherInput): GatheredGroup[] {
  const found = new Map<string, Building>()
  for (const name of input.withheld ?? []) found.set(name, makeGroup(input, JSON.parse(name)))
  for (const [at, reads] of input.fetched.entries()) for (const read of reads) collect(input, found, at, read)
  const groups = [...found.values()].map((group) => finish('group', group))
  if (input.query.breakdown.length === 0) return [fold(input, 'all', groups)]
  const seen = groups.filter((group) => hasEvents(group) || input.withheld?.has(JSON.stringify(group.key)) === true)
  const shown = input.keys === undefined ? rank(input, seen).slice(0, input.query.limit) : pick(input, seen, input.keys)
  const told = new Set(shown)
  const rest = seen.filter((group) => !told.has(group))
  return rest.length === 0 ? shown : [...shown, fold(input, 'other', rest)]
}
