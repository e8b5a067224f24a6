export const BOUND_OPS = ['>', '>=', '<', '<=', '=', '!='] as const
export type BoundOp = (typeof BOUND_OPS)[number]

/** A side of a number, such as `{ op: '>', value: 0.05 }`. */
export interface Bound {
  readonly op: BoundOp
  readonly value: number
}

/** What float arithmetic may add to a number that was meant to be equal: 0.1 + 0.2 is 0.3. */
const TOLERANCE = 1e-9

const isSame = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b))

/** Whether a number lies on the side that a bound names. Numbers within 1e-9 (relative) of the bound are equal to it. Pure. */
export function isBeyond({ op, value: bound }: Bound, value: number): boolean {
  const same = isSame(value, bound)
  switch (op) {
    case '=':
      return same
    case '!=':
      return !same
    case '>':
      return !same && value > bound
    case '<':
      return !same && value < bound
    case '>=':
      return same || value > bound
    case '<=':
      return same || value < bound
  }
}
