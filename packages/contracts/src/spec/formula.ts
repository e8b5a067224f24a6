import type { Stat } from './stat.ts'

/** Arithmetic over numbers that are each computed first. Dividing by 0, and anything over a gap, is a gap. */
export type Formula<R> =
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'metric'; readonly metric: R; readonly stat: Stat }
  | { readonly op: FormulaOp; readonly left: Formula<R>; readonly right: Formula<R> }

const FORMULA_OPS = ['add', 'subtract', 'multiply', 'divide'] as const
export type FormulaOp = (typeof FORMULA_OPS)[number]

/** Every metric of a formula, in the order it is written. */
export function operandsOf<R>(formula: Formula<R>): { readonly metric: R; readonly stat: Stat }[] {
  if (formula.op === 'number') return []
  if (formula.op === 'metric') return [formula]
  return [...operandsOf(formula.left), ...operandsOf(formula.right)]
}
