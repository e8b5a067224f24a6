/** What suppression asks of cells that have nothing in common. */
export interface Support<C> {
  /** nobody is in it: there is nothing to protect */
  isEmpty(cell: C): boolean
  /** whether what these cells come to together may be told */
  isSafe(cells: readonly C[]): boolean
  /** of the cells that may be told, the smallest is given up first */
  size(cell: C): number
}

/**
 * Which cells of a total that is known stay hidden: those that are not safe on their own, and, as the total minus all that
 * is visible tells what is hidden, the smallest visible ones until the hidden ones together are safe (complementary
 * suppression; Hundepool et al., Statistical Disclosure Control, 2012, ch. 4). Cells come in an order that does not depend
 * on the question. Pure.
 */
export function suppress<C>(cells: readonly C[], support: Support<C>): boolean[] {
  const hidden = cells.map((cell) => !support.isEmpty(cell) && !support.isSafe([cell]))
  const rest = () => cells.filter((_, i) => hidden[i])
  const spare = cells
    .map((cell, i) => ({ i, size: support.size(cell) }))
    .filter(({ i }) => !hidden[i] && !support.isEmpty(cells[i]!))
    .sort((a, b) => b.size - a.size || b.i - a.i)
  while (hidden.includes(true) && spare.length > 0 && !support.isSafe(rest())) hidden[spare.pop()!.i] = true
  return hidden
}

/** A number is there, is kept back, or was never measured. */
export type CellState = 'value' | 'suppressed' | 'none'

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)
const state = (isHidden: boolean): CellState => (isHidden ? 'suppressed' : 'value')

/**
 * States of counts of distinct units where each unit is in one cell only and the total may be known, such as the people of
 * each group. Nobody is a value: 0 tells of nobody. Pure.
 */
export function gateCounts(counts: readonly number[], k: number): CellState[] {
  const hidden = suppress(counts, {
    isEmpty: (count) => count === 0,
    isSafe: (cells) => total(cells) >= k,
    size: (count) => count,
  })
  return hidden.map(state)
}

/**
 * States of counts of distinct units where each count holds all later ones, such as the steps of a funnel: a step is told
 * when it, and what dropped off since the last step that is told, are nobody or at least k. Pure.
 */
export function gateSteps(counts: readonly number[], k: number): CellState[] {
  const isSafe = (count: number) => count === 0 || count >= k
  let last: number | null = null
  return counts.map((count) => {
    if (!isSafe(count) || (last !== null && !isSafe(last - count))) return 'suppressed'
    last = count
    return 'value'
  })
}
