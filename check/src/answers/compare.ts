/** How close two numbers have to be. `relative` is a share of the larger one. */
export interface Tolerance {
  readonly relative: number
}

export const EXACT: Tolerance = { relative: 0 }
export const FLOAT: Tolerance = { relative: 1e-9 }
export const SKETCH: Tolerance = { relative: 0.01 }
/** Three standard errors of a HyperLogLog of 4,096 registers; small sets are exact. */
export const DISTINCT: Tolerance = { relative: (3 * 1.04) / Math.sqrt(4096) }

/** Whether an answer says the same as the independent computation. Nothing measured is null or, for counts, 0. */
export function agrees(answer: number | null, expected: number | null, { relative }: Tolerance): boolean {
  if (answer === null || expected === null) return (answer ?? 0) === 0 && (expected ?? 0) === 0
  // A float's last bits are its own; the smallest of them is no difference either.
  return Math.abs(answer - expected) <= relative * Math.max(Math.abs(answer), Math.abs(expected)) + Number.EPSILON
}

export interface Difference {
  readonly question: string
  readonly at: string
  readonly answer: number | null
  readonly expected: number | null
}

/** Counts what was compared and keeps the first differences. */
export class Ledger {
  compared = 0
  differences = 0
  readonly first: Difference[] = []
  readonly byKind: Record<string, number> = {}

  note(kind: string, difference: Difference, tolerance: Tolerance): void {
    this.compared++
    this.byKind[kind] = (this.byKind[kind] ?? 0) + 1
    if (agrees(difference.answer, difference.expected, tolerance)) return
    this.differences++
    if (this.first.length < 20) this.first.push(difference)
  }
}
