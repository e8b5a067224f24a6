import { suppress } from './suppress.ts'

/** The smallest part of a day that a question tells apart. Nothing is in two atoms. */
export interface Atom<C> {
  /** what tells something about a person */
  readonly row: string
  /** everything else, coarse to fine; as long in every atom */
  readonly path: readonly string[]
  readonly cell: C
}

/** Whether cells may be told together, and how much they are. */
export interface Crowd<C> {
  isSafe(cells: readonly C[]): boolean
  size(cells: readonly C[]): number
}

export interface Blocks<C> {
  readonly rows: ReadonlyMap<string, readonly Atom<C>[]>
  readonly columns: ReadonlyMap<string, readonly Atom<C>[]>
  /** rows that are told, per depth: visible[0] whole, visible[d] also apart by the first d parts of the path */
  readonly visible: readonly ReadonlySet<string>[]
}

const cellsOf = <C>(atoms: readonly Atom<C>[]): C[] => atoms.map((atom) => atom.cell)

function groupBy<C>(atoms: readonly Atom<C>[], keyOf: (atom: Atom<C>) => string): Map<string, Atom<C>[]> {
  const groups = new Map<string, Atom<C>[]>()
  for (const atom of atoms) {
    const key = keyOf(atom)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [atom])
    else group.push(atom)
  }
  return groups
}

/** The name of a path, or of its beginning. */
export const columnOf = (path: readonly string[], depth = path.length): string => JSON.stringify(path.slice(0, depth))

const columnAt =
  (depth: number) =>
  ({ path }: Atom<unknown>): string =>
    columnOf(path, depth)

function visibleRows<C>(rows: ReadonlyMap<string, Atom<C>[]>, crowd: Crowd<C>): Set<string> {
  const names = [...rows.keys()].sort()
  const hidden = suppress(names, {
    isEmpty: () => false,
    isSafe: (some) => crowd.isSafe(cellsOf(some.flatMap((name) => rows.get(name)!))),
    size: (name) => crowd.size(cellsOf(rows.get(name)!)),
  })
  return new Set(names.filter((_, i) => !hidden[i]))
}

/** Of rows that are told, those of which every part is safe too. */
function splittableRows<C>(
  rows: ReadonlyMap<string, Atom<C>[]>,
  told: ReadonlySet<string>,
  depth: number,
  crowd: Crowd<C>,
): Set<string> {
  const isSafePart = (part: readonly Atom<C>[]) => crowd.isSafe(cellsOf(part))
  return new Set([...told].filter((name) => [...groupBy(rows.get(name)!, columnAt(depth)).values()].every(isSafePart)))
}

/**
 * Gives up rows, the smallest first, until no column minus its visible cells tells of few. A row that is told apart tells of
 * a column also where it has nobody in it: that nobody is there says that all of the column is elsewhere.
 */
function protectColumns<C>(
  rows: ReadonlyMap<string, Atom<C>[]>,
  split: Set<string>,
  columns: readonly (readonly Atom<C>[])[],
  crowd: Crowd<C>,
): void {
  const bySize = [...split].sort().sort((a, b) => crowd.size(cellsOf(rows.get(a)!)) - crowd.size(cellsOf(rows.get(b)!)))
  const isExposed = (column: readonly Atom<C>[]): boolean => {
    const rest = column.filter(({ row }) => !split.has(row))
    return rest.length > 0 && split.size > 0 && !crowd.isSafe(cellsOf(rest))
  }
  for (;;) {
    const exposed = columns.find(isExposed)
    if (exposed === undefined) return
    const isInside = (name: string) => exposed.some(({ row }) => row === name)
    const smallest = bySize.filter((name) => split.has(name))
    split.delete(smallest.find(isInside) ?? smallest[0]!)
  }
}

/**
 * Cuts one day into blocks that are each safe to tell. Every number that is told of the day is a sum of whole blocks, so
 * no sum or difference of such numbers tells of less than one block. The blocks depend on the day and on the order of the
 * dimensions, never on the question; deeper ones cut coarser ones. Pure.
 */
export function cutBlocks<C>(atoms: readonly Atom<C>[], crowd: Crowd<C>): Blocks<C> {
  const rows = groupBy(atoms, ({ row }) => row)
  const visible = [visibleRows(rows, crowd)]
  const depths = atoms[0]?.path.length ?? 0
  for (let depth = 1; depth <= depths; depth++) {
    const split = splittableRows(rows, visible[depth - 1]!, depth, crowd)
    protectColumns(rows, split, [...groupBy(atoms, columnAt(depth)).values()], crowd)
    visible.push(split)
  }
  return { rows, columns: groupBy(atoms, columnAt(depths)), visible }
}

/** A place of the table that rows and columns span, whether or not anything is in it. */
export interface Place {
  readonly row: string
  /** as `columnOf` names it */
  readonly column: string
}

/** Whether rows that are not told on their own are asked for all together, or in some columns all together. */
function isRest<C>(blocks: Blocks<C>, touched: ReadonlyMap<string, ReadonlySet<string>>, crowd: Crowd<C>): boolean {
  const { rows, columns, visible } = blocks
  const split = visible.at(-1)!
  const isSafeRest = (atoms: readonly Atom<C>[]) => atoms.length === 0 || crowd.isSafe(cellsOf(atoms))
  const isWhole = (row: string) => touched.get(row)?.size === columns.size
  const untold = [...touched.keys()].filter((row) => !split.has(row) && !(visible[0]!.has(row) && isWhole(row)))
  const hidden = [...rows.keys()].filter((row) => !visible[0]!.has(row))
  if (untold.every((row) => !visible[0]!.has(row) && isWhole(row)) && untold.length === hidden.length)
    return isSafeRest(hidden.flatMap((row) => rows.get(row)!))
  if (visible.length === 1) return false
  const unsplit = [...rows.keys()].filter((row) => !split.has(row))
  return [...columns].every(([column, atoms]) => {
    const asked = unsplit.filter((row) => touched.get(row)?.has(column))
    return (
      asked.length === 0 || (asked.length === unsplit.length && isSafeRest(atoms.filter(({ row }) => !split.has(row))))
    )
  })
}

/**
 * Whether the sum over some places is a sum of whole blocks. Places that are empty count: that nobody is there may tell
 * where somebody is. Pure.
 */
export function mayTell<C>(blocks: Blocks<C>, places: Iterable<Place>, crowd: Crowd<C>): boolean {
  const { rows, columns, visible } = blocks
  const touched = new Map<string, Set<string>>()
  for (const { row, column } of places) {
    // A row without anybody is told to be empty, and so is a column.
    if (!rows.has(row) || !columns.has(column)) continue
    const own = touched.get(row)
    if (own === undefined) touched.set(row, new Set([column]))
    else own.add(column)
  }
  const isTold = (row: string, own: ReadonlySet<string>) =>
    visible.at(-1)!.has(row) || (visible[0]!.has(row) && own.size === columns.size)
  if ([...touched].every(([row, own]) => isTold(row, own))) return true
  return isRest(blocks, touched, crowd)
}
