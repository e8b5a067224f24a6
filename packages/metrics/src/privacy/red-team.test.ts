import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededUniform } from '../../test/seeded-random.ts'
import { type Atom, type Blocks, type Crowd, columnOf, cutBlocks, mayTell } from './blocks.ts'

const K = 4
const crowd: Crowd<ReadonlySet<number>> = {
  isSafe: (cells) => new Set(cells.flatMap((cell) => [...cell])).size >= K,
  size: (cells) => new Set(cells.flatMap((cell) => [...cell])).size,
}

/** A table of rows (what is personal) and columns (two more dimensions); an empty cell is a cell as well: nobody is known to be in it. */
interface Cube {
  rows: number
  columns: readonly (readonly string[])[]
  /** people per row and column */
  people: ReadonlySet<number>[][]
}

const cubeOf = (rows: number, columns: readonly (readonly string[])[]): fc.Arbitrary<Cube> =>
  fc.array(fc.tuple(fc.nat(rows - 1), fc.nat(columns.length - 1), fc.nat(14)), { maxLength: 60 }).map((events) => ({
    rows,
    columns,
    people: Array.from({ length: rows }, (_, r) =>
      columns.map(
        (_, c) => new Set(events.filter(([row, column]) => row === r && column === c).map(([, , who]) => who)),
      ),
    ),
  }))

const atomsOf = ({ people, columns }: Cube, depth: number): Atom<ReadonlySet<number>>[] => {
  const atoms = new Map<string, { row: string; path: string[]; cell: Set<number> }>()
  for (const [r, cells] of people.entries())
    for (const [c, cell] of cells.entries()) {
      if (cell.size === 0) continue
      const path = columns[c]!.slice(0, depth)
      const key = JSON.stringify([r, path])
      const atom = atoms.get(key) ?? { row: String(r), path, cell: new Set<number>() }
      for (const who of cell) atom.cell.add(who)
      atoms.set(key, atom)
    }
  return [...atoms.values()]
}

/** Coefficients per cell of the table: an answer is 1 where it counts, a difference of answers may be -1. */
type Vector = number[]

function answers(cube: Cube): Vector[] {
  const told: Vector[] = []
  const { rows, columns } = cube
  const addAll = (blocks: Blocks<ReadonlySet<number>>, depth: number) => {
    const paths = [...new Set(columns.map((path) => columnOf(path, depth)))]
    for (let some = 1; some < 2 ** rows; some++)
      for (let at = 1; at < 2 ** paths.length; at++) {
        const isRow = (r: number) => (some & (1 << r)) !== 0
        const isPath = (path: readonly string[]) => (at & (1 << paths.indexOf(columnOf(path, depth)))) !== 0
        const places = cube.people.flatMap((_, r) =>
          paths.filter((_, i) => (at & (1 << i)) !== 0).map((column) => ({ row: String(r), column })),
        )
        if (
          !mayTell(
            blocks,
            places.filter(({ row }) => isRow(Number(row))),
            crowd,
          )
        )
          continue
        told.push(cube.people.flatMap((cells, r) => cells.map((_, c) => (isRow(r) && isPath(columns[c]!) ? 1 : 0))))
      }
  }
  for (let depth = 0; depth <= columns[0]!.length; depth++) addAll(cutBlocks(atomsOf(cube, depth), crowd), depth)
  // Numbers without the personal dimension are told to everybody.
  for (let c = 0; c < columns.length; c++)
    told.push(cube.people.flatMap((cells) => cells.map((_, at) => (at === c ? 1 : 0))))
  return told
}

const combine = (a: Vector, b: Vector, sign: number): Vector => a.map((value, i) => value + sign * b[i]!)

/**
 * Whether a combination, together with numbers of whole columns, is the number of some set of events of few people. Whole
 * columns are told to everybody: each is taken away as often as leaves only sums, or only differences; of `mixed` ones also
 * as they are. Of rows without anybody it is told that they are empty.
 */
function isolates({ people, columns }: Cube, vector: Vector, mixed: boolean): boolean {
  const rows = people.flatMap((cells, r) => (cells.some((cell) => cell.size > 0) ? [r] : []))
  const isFew = (wholes: (values: readonly number[]) => number) => {
    const seen = new Set<number>()
    for (const c of columns.keys()) {
      const values = rows.map((r) => vector[r * columns.length + c]!)
      const whole = wholes(values)
      for (const [i, r] of rows.entries()) if (values[i] !== whole) for (const who of people[r]![c]!) seen.add(who)
    }
    return seen.size > 0 && seen.size < K
  }
  const least = (values: readonly number[]) => Math.min(...values)
  const most = (values: readonly number[]) => Math.max(...values)
  const none = (values: readonly number[]) => (least(values) === most(values) ? least(values) : 0)
  return isFew(least) || isFew(most) || (mixed && isFew(none))
}

function findLeak(cube: Cube, depth: number, random: (n: number) => number): Vector | undefined {
  const told = answers(cube)
  for (const one of told) if (isolates(cube, one, true)) return one
  for (let tries = 0; tries < 1500; tries++) {
    let sum = told[random(told.length)]!
    for (let parts = 1 + random(4); parts > 0; parts--)
      sum = combine(sum, told[random(told.length)]!, random(2) ? 1 : -1)
    if (isolates(cube, sum, depth === 0)) return sum
  }
  return undefined
}

describe('differencing finds nobody [PRV-02 C-20 T-05]', () => {
  test.each([
    ['groups and totals', 4, [[]]],
    ['groups by another dimension', 3, [['a'], ['b']]],
    [
      'groups by two other dimensions, one within the other',
      3,
      [
        ['a', 'x'],
        ['a', 'y'],
        ['b', 'x'],
      ],
    ],
  ])('%s', (_name, rows, columns) => {
    fc.assert(
      fc.property(cubeOf(rows, columns), fc.integer(), (cube, seed) => {
        const uniform = seededUniform(seed)
        const random = (n: number) => Math.floor(uniform() * n)
        expect(findLeak(cube, columns[0]!.length, random)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  test('a row that is told to be empty in a column does not give away the one person who is there in another', () => {
    const four = () => new Set([0, 1, 2, 3])
    const columns = [
      ['a', 'x'],
      ['a', 'y'],
    ]
    const cube: Cube = {
      rows: 2,
      columns,
      people: [
        [four(), new Set([0])],
        [four(), new Set()],
      ],
    }
    expect(cutBlocks(atomsOf(cube, 2), crowd).visible[2]).toEqual(new Set())
    for (const one of answers(cube)) expect(isolates(cube, one, true)).toBe(false)
  })

  test('an adversary without the gate finds somebody: the attack is one', () => {
    const cube: Cube = { rows: 2, columns: [[]], people: [[new Set([1, 2, 3, 4, 5])], [new Set([6])]] }
    expect(isolates(cube, combine([1, 1], [1, 0], -1), true)).toBe(true)
  })
})
