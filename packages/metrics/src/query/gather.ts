import { addCell, addRow, addValue, type Cell, emptyCell, readCell, samplesOf } from './cell.ts'
import { evaluateFormula, isAdditive } from './evaluate-formula.ts'
import type { ReadRow } from './fetch-rows.ts'
import type { MatchedSeries } from './fetch-series.ts'
import type { NormalQuery, Operand, Read } from './normalise.ts'
import { bucketIndex } from './plan.ts'

/** Everything read for one part of one operand. A series' key ends with the value that an entropy is of. */
export interface Fetched {
  readonly series: readonly MatchedSeries[]
  readonly rows: readonly ReadRow[]
}

/** The parts of one operand in one group: a cell per bucket and one for the whole range. */
export interface GatheredOperand {
  readonly of: readonly Cell[]
  readonly over: readonly Cell[]
  readonly total: { readonly of: Cell; readonly over: Cell }
}

/** One line of the answer before any number is formed: mergeable cells for each operand of the question. */
export interface GatheredGroup {
  readonly key: readonly (string | null)[]
  readonly role: 'all' | 'group' | 'other'
  readonly operands: readonly GatheredOperand[]
}

export interface GatherInput {
  readonly query: NormalQuery
  readonly starts: readonly number[]
  /** per operand */
  readonly fetched: readonly Readonly<Record<Read['part'], Fetched>>[]
}

interface Building {
  key: (string | null)[]
  operands: Record<Read['part'], Cell[]>[]
}

const makeCells = (length: number) => Array.from({ length }, emptyCell)

function makeGroup({ query, starts }: GatherInput, key: (string | null)[]): Building {
  const operand = () => ({ of: makeCells(starts.length), over: makeCells(starts.length) })
  return { key, operands: query.operands.map(operand) }
}

function collect(input: GatherInput, groups: Map<string, Building>, place: number, part: Read['part']): void {
  const { series, rows } = input.fetched[place]![part]
  const { length } = input.query.breakdown
  const byValue = input.query.operands[place]!.spec.kind === 'entropy'
  const cellsOf = new Map<number, { cells: Cell[]; value: string | null }>()
  for (const { id, key } of series) {
    const own = key.slice(0, length)
    const name = JSON.stringify(own)
    const group = groups.get(name) ?? makeGroup(input, own)
    groups.set(name, group)
    cellsOf.set(id, { cells: group.operands[place]![part], value: key[length] ?? null })
  }
  for (const row of rows) {
    const found = cellsOf.get(row.series_id)
    const cell = found?.cells[bucketIndex(input.starts, row.ms)]
    if (found === undefined || cell === undefined || (byValue && found.value === null)) continue
    addRow(cell, row)
    if (byValue) addValue(cell, found.value!, row.weight_sum)
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
    return readCell(spec, stat, total(place).of, total(place).over)
  })
  return Math.abs(number ?? 0)
}

const hasEvents = ({ operands }: GatheredGroup): boolean =>
  operands.some(({ total }) => total.of.n > 0 || total.over.n > 0)

/**
 * Stored rows become the lines of the answer: merged per group and bucket, ranked, the groups beyond the limit folded into
 * one exact "other". No number is formed yet, so what stands between here and `formatGroups` sees everything that will be
 * told. Pure.
 */
export function gather(input: GatherInput): GatheredGroup[] {
  const found = new Map<string, Building>()
  for (const place of input.fetched.keys())
    for (const part of ['of', 'over'] as const) collect(input, found, place, part)
  const groups = [...found.values()].map((group) => finish('group', group))
  if (input.query.breakdown.length === 0) return [fold(input, 'all', groups)]
  const ranked = groups
    .filter(hasEvents)
    .map((group) => ({ group, weight: weightOf(input, group), name: JSON.stringify(group.key) }))
    .sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1))
    .map(({ group }) => group)
  const rest = ranked.slice(input.query.limit)
  const shown = ranked.slice(0, input.query.limit)
  return rest.length === 0 ? shown : [...shown, fold(input, 'other', rest)]
}
