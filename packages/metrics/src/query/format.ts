import type { MetricGroup } from '@tidemark/contracts'
import { NOTHING, numberOf, type OperandCells, type Reading, readCells, samplesOf } from './cell.ts'
import { coversBucket } from './coverage.ts'
import { evaluateFormula } from './evaluate-formula.ts'
import type { GatheredGroup } from './gather.ts'
import type { GatheredAnswer } from './gather-answer.ts'
import { type GroupNumbers, keepBack } from './keep-back.ts'
import type { NormalQuery, Operand } from './normalise.ts'

/** What one operand comes to in each bucket, or in the whole range: its number and the events behind it. */
interface Numbers {
  readonly value: number | null
  readonly n: number
  /** events of its numerator or denominator: none means that nothing happened */
  readonly events: number
}

function readOperand(
  { spec, stat }: Operand,
  cells: OperandCells,
  covers: (i: number) => boolean,
): { each: Numbers[]; all: Numbers } {
  const { each, all } = readCells(spec, stat, cells)
  const told = (reading: Reading | null, { of, over }: OperandCells['total'], isCovered: () => boolean): Numbers => ({
    // Where something was collected none is 0, elsewhere nothing is known.
    value: spec.nullPolicy === 'zero' && of.n === 0 && !isCovered() ? null : numberOf(reading),
    n: samplesOf(spec, of, over),
    events: of.n + over.n,
  })
  return {
    each: each.map((reading, i) =>
      told(reading, { of: cells.of[i]!, over: cells.over[i] ?? NOTHING }, () => covers(i)),
    ),
    all: told(all, cells.total, () => cells.of.some((_, i) => covers(i))),
  }
}

/** The number of one cell of the answer: each operand on its own, then the arithmetic over them. */
function combine(query: NormalQuery, numbers: readonly Numbers[]): { value: number | null; samples: number } {
  const samples = Math.min(...numbers.map(({ n }) => n))
  const isGap = query.subject.nullPolicy === 'gap' && numbers.every(({ events }) => events === 0)
  return { value: isGap ? null : evaluateFormula(query.formula, (place) => numbers[place]!.value), samples }
}

function formatGroup(query: NormalQuery, { plan, coverages }: GatheredAnswer, group: GatheredGroup): GroupNumbers {
  const operands = query.operands.map((operand, place) => {
    const covers = (i: number) => coversBucket(coverages[place]!, plan.starts[i]!, plan.ends[i]!)
    return readOperand(operand, group.operands[place]!, covers)
  })
  const bucketed = plan.bucket === null ? [] : plan.starts
  const at = (i: number) => operands.map(({ each }) => each[i]!)
  const cells = bucketed.map((_, i) => combine(query, at(i)))
  const total = combine(
    query,
    operands.map(({ all }) => all),
  )
  return {
    key: [...group.key],
    role: group.role,
    values: cells.map(({ value }) => value),
    samples: cells.map(({ samples }) => samples),
    total: total.value,
    totalSamples: total.samples,
  }
}

/** Gathered cells become numbers. Ratios, percentiles and arithmetic are done last, on merged parts. Pure. */
export const formatAnswer = (query: NormalQuery, answer: GatheredAnswer): MetricGroup[] =>
  answer.groups.map((group) => keepBack(answer, group, formatGroup(query, answer, group)))
