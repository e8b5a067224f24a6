import type { MetricGroup } from '@tidemark/contracts'
import { NOTHING, numberOf, type OperandCells, readCells, samplesOf } from './cell.ts'
import { coversBucket } from './coverage.ts'
import { evaluateFormula } from './evaluate-formula.ts'
import type { GatheredGroup } from './gather.ts'
import type { GatheredAnswer } from './gather-answer.ts'
import { type GroupNumbers, keepBack } from './keep-back.ts'
import type { NormalQuery, Operand } from './normalise.ts'

/** What one operand comes to, column by column: one element per bucket, the last one for the whole range. */
interface Numbers {
  readonly values: (number | null)[]
  /** the events behind the number */
  readonly n: number[]
  /** events of its numerator or denominator: none means that nothing happened */
  readonly events: number[]
}

function readOperand({ spec, stat }: Operand, cells: OperandCells, covers: (i: number) => boolean): Numbers {
  const { each, all } = readCells(spec, stat, cells)
  // Where something was collected none is 0, elsewhere nothing is known.
  const isUnknown = (i: number) => spec.nullPolicy === 'zero' && cells.of[i]!.n === 0 && !covers(i)
  const numbers: Numbers = {
    values: each.map((reading, i) => (isUnknown(i) ? null : numberOf(reading))),
    n: cells.of.map((of, i) => samplesOf(spec, of, cells.over[i] ?? NOTHING)),
    events: cells.of.map((of, i) => of.n + (cells.over[i] ?? NOTHING).n),
  }
  const { of, over } = cells.total
  numbers.values.push(cells.of.every((_, i) => isUnknown(i)) ? null : numberOf(all))
  numbers.n.push(samplesOf(spec, of, over))
  numbers.events.push(of.n + over.n)
  return numbers
}

/** The i-th number of the answer: each operand on its own, then the arithmetic over them. */
function combine({ subject, formula }: NormalQuery, operands: readonly Numbers[], i: number): number | null {
  if (subject.nullPolicy === 'gap' && operands.every(({ events }) => events[i] === 0)) return null
  return evaluateFormula(formula, (place) => operands[place]!.values[i]!)
}

const samplesAt = (operands: readonly Numbers[], i: number): number =>
  operands.reduce((least, { n }) => Math.min(least, n[i]!), Number.POSITIVE_INFINITY)

function formatGroup(query: NormalQuery, { plan, coverages }: GatheredAnswer, group: GatheredGroup): GroupNumbers {
  const operands = query.operands.map((operand, place) => {
    const covers = (i: number) => coversBucket(coverages[place]!, plan.starts[i]!, plan.ends[i]!)
    return readOperand(operand, group.operands[place]!, covers)
  })
  const bucketed = plan.bucket === null ? [] : plan.starts
  const all = plan.starts.length
  return {
    key: [...group.key],
    role: group.role,
    values: bucketed.map((_, i) => combine(query, operands, i)),
    samples: bucketed.map((_, i) => samplesAt(operands, i)),
    total: combine(query, operands, all),
    totalSamples: samplesAt(operands, all),
  }
}

/** Gathered cells become numbers. Ratios, percentiles and arithmetic are done last, on merged parts. Pure. */
export const formatAnswer = (query: NormalQuery, answer: GatheredAnswer): MetricGroup[] =>
  answer.groups.map((group) => keepBack(answer, group, formatGroup(query, answer, group)))
