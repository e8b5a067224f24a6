import type { MetricGroup } from '@tidemark/contracts'
import { type Cell, readCell, samplesOf } from './cell.ts'
import { evaluateFormula } from './evaluate-formula.ts'
import type { GatheredGroup } from './gather.ts'
import type { NormalQuery } from './normalise.ts'

/** Whether something was collected, per operand: there, none means 0. */
type IsCovered = (place: number) => boolean

/** The two parts of each operand in one cell of the answer. */
type Parts = readonly { readonly of: Cell; readonly over: Cell }[]

/** The number of one cell: each operand on its own, then the arithmetic over them. Pure. */
function readValue(query: NormalQuery, parts: Parts, isCovered: IsCovered): number | null {
  const readOperand = (place: number): number | null => {
    const { spec, stat } = query.operands[place]!
    const { of, over } = parts[place]!
    if (spec.nullPolicy === 'zero' && of.n === 0 && !isCovered(place)) return null
    return readCell(spec, stat, of, over)
  }
  if (query.subject.nullPolicy === 'gap' && parts.every(({ of, over }) => of.n === 0 && over.n === 0)) return null
  return evaluateFormula(query.formula, readOperand)
}

/** Events behind the number: the fewest that any operand has. Pure. */
const readSamples = (query: NormalQuery, parts: Parts): number =>
  Math.min(...query.operands.map(({ spec }, place) => samplesOf(spec, parts[place]!.of, parts[place]!.over)))

/**
 * Gathered cells become numbers. Ratios, percentiles and arithmetic are done last, on merged parts. Pure.
 * @param isCovered whether an operand was collected in a bucket of the answer
 */
export function formatGroups(
  query: NormalQuery,
  starts: readonly number[],
  groups: readonly GatheredGroup[],
  isCovered: (place: number, start: number) => boolean,
): MetricGroup[] {
  return groups.map(({ key, role, operands }) => {
    const at = (i: number) => operands.map(({ of, over }) => ({ of: of[i]!, over: over[i]! }))
    const totals = operands.map(({ total }) => total)
    return {
      key: [...key],
      role,
      values: starts.map((start, i) => readValue(query, at(i), (place) => isCovered(place, start))),
      samples: starts.map((_, i) => readSamples(query, at(i))),
      total: readValue(query, totals, (place) => starts.some((start) => isCovered(place, start))),
      totalSamples: readSamples(query, totals),
    }
  })
}
