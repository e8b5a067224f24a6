import type { Formula, FormulaOp, Stat } from '@tidemark/contracts'

const APPLY: Record<FormulaOp, (left: number, right: number) => number> = {
  add: (left, right) => left + right,
  subtract: (left, right) => left - right,
  multiply: (left, right) => left * right,
  divide: (left, right) => left / right,
}

/** The number of a formula over numbers that are computed already. Null over a gap, when divided by 0 and beyond float64. Pure. */
export function evaluateFormula<R>(formula: Formula<R>, read: (operand: R) => number | null): number | null {
  if (formula.op === 'number') return formula.value
  if (formula.op === 'metric') return read(formula.metric)
  const left = evaluateFormula(formula.left, read)
  const right = evaluateFormula(formula.right, read)
  if (left === null || right === null) return null
  const value = APPLY[formula.op](left, right)
  return Number.isFinite(value) ? value : null
}

/** The same arithmetic over other operands. Pure. */
export function mapOperands<A, B>(formula: Formula<A>, map: (operand: A, stat: Stat) => Formula<B>): Formula<B> {
  if (formula.op === 'number') return formula
  if (formula.op === 'metric') return map(formula.metric, formula.stat)
  return { op: formula.op, left: mapOperands(formula.left, map), right: mapOperands(formula.right, map) }
}

/** Whether the formula of parts adds up to the formula of the whole, when its operands do. Pure. */
export function isAdditive<R>(formula: Formula<R>, adds: (operand: R) => boolean): boolean {
  switch (formula.op) {
    case 'number':
      return false
    case 'metric':
      return adds(formula.metric)
    case 'add':
    case 'subtract':
      return isAdditive(formula.left, adds) && isAdditive(formula.right, adds)
    case 'multiply':
      return (
        (formula.left.op === 'number' && isAdditive(formula.right, adds)) ||
        (formula.right.op === 'number' && isAdditive(formula.left, adds))
      )
    case 'divide':
      return formula.right.op === 'number' && isAdditive(formula.left, adds)
  }
}
