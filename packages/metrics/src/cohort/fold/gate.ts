import { type Blocks, type Crowd, columnOf, cutBlocks, mayTell } from '../../privacy/blocks.ts'
import type { CohortCounts, CohortPlan } from './cohort-fold.ts'

/** A part of the split: values of the personal dimensions, and of the others that the question uses, coarse to fine. */
export interface SplitPart {
  readonly row: readonly (string | null)[]
  readonly path: readonly (string | null)[]
}

/** Which counts of cohorts may be told. */
export interface CohortGate {
  /** Whether the size of some parts together may be told. */
  tellsSize(cohort: number, parts: readonly number[]): boolean
  /** Whether returns may be told of any parts whose size is. */
  tellsReturns(cohort: number, since: number): boolean
}

const crowdOf = (k: number): Crowd<number> => {
  const total = (cells: readonly number[]) => cells.reduce((sum, cell) => sum + cell, 0)
  return { isSafe: (cells) => total(cells) >= k, size: total }
}

const encode = (values: readonly (string | null)[]): string[] => values.map((value) => JSON.stringify(value))
const rowOf = ({ row }: SplitPart): string => JSON.stringify(encode(row))

/** The sets of parts that stand behind the smallest sums that can be worked out from what is told. */
function listBlocks(blocks: Blocks<number>, parts: readonly SplitPart[]): number[][] {
  const split = blocks.visible.at(-1)!
  const told = blocks.visible[0]!
  const found = new Map<string, number[]>()
  const put = (name: string, part: number) => found.set(name, [...(found.get(name) ?? []), part])
  for (const [i, part] of parts.entries()) {
    const row = rowOf(part)
    const column = columnOf(encode(part.path))
    if (!blocks.rows.has(row)) continue
    if (split.has(row)) put(`cell ${row} ${column}`, i)
    else {
      put(told.has(row) ? `row ${row}` : 'hidden rows', i)
      put(`rest of ${column}`, i)
    }
  }
  return [...found.values()]
}

/**
 * Cuts each cohort into blocks of at least k people. Sizes are told of whole blocks. Returns are told of all of a cohort or
 * of nobody in it: when in every block those who returned, and those who did not, are nobody or at least k; of the nested
 * counts of unbounded retention also those who were lost since the count told before. Pure.
 */
export function gateCohorts(
  plan: CohortPlan,
  parts: readonly SplitPart[],
  counts: CohortCounts,
  k: number,
): CohortGate {
  const { cohorts, followed, unbounded } = plan
  const crowd = crowdOf(k)
  const isSafe = (n: number) => n === 0 || n >= k
  const sizeOf = (cohort: number, part: number) => counts.sizes[part * cohorts + cohort]!
  const returnedOf = (cohort: number, part: number, since: number) =>
    counts.returned[(part * cohorts + cohort) * followed + since]!
  const gates = Array.from({ length: cohorts }, (_, cohort) => {
    const atoms = parts.flatMap((part, i) =>
      sizeOf(cohort, i) === 0 ? [] : [{ row: rowOf(part), path: encode(part.path), cell: sizeOf(cohort, i) }],
    )
    const blocks = cutBlocks(atoms, crowd)
    const members = listBlocks(blocks, parts)
    const sum = (of: (part: number) => number) => members.map((block) => block.reduce((n, part) => n + of(part), 0))
    const sizes = sum((part) => sizeOf(cohort, part))
    let before = sizes
    const told = Array.from({ length: followed }, (_, since) => {
      const returned = sum((part) => returnedOf(cohort, part, since))
      const isTold = returned.every((n, i) => isSafe(n) && isSafe((unbounded ? before[i]! : sizes[i]!) - n))
      if (isTold) before = returned
      return isTold
    })
    return { blocks, told }
  })
  return {
    tellsSize: (cohort, some) =>
      mayTell(
        gates[cohort]!.blocks,
        some.map((part) => ({ row: rowOf(parts[part]!), column: columnOf(encode(parts[part]!.path)) })),
        crowd,
      ),
    tellsReturns: (cohort, since) => gates[cohort]!.told[since]!,
  }
}
