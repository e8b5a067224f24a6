import type { MetricGroup } from '@tidemark/contracts'
import { type Cell, readCell, samplesOf } from './cell.ts'
import { coversBucket } from './coverage.ts'
import { evaluateFormula } from './evaluate-formula.ts'
import type { GatheredGroup } from './gather.ts'
import type { GatheredAnswer } from './gather-answer.ts'
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

function formatGroup(query: NormalQuery, { plan, coverages }: GatheredAnswer, group: GatheredGroup): MetricGroup {
  const covers = (place: number, i: number) => coversBucket(coverages[place]!, plan.starts[i]!, plan.ends[i]!)
  const at = (i: number) => group.operands.map(({ of, over }) => ({ of: of[i]!, over: over[i]! }))
  const totals = group.operands.map(({ total }) => total)
  const buckets = plan.bucket === null ? [] : plan.starts
  return {
    key: [...group.key],
    role: group.role,
    values: buckets.map((_, i) => readValue(query, at(i), (place) => covers(place, i))),
    samples: buckets.map((_, i) => readSamples(query, at(i))),
    total: readValue(query, totals, (place) => plan.starts.some((_, i) => covers(place, i))),
    totalSamples: readSamples(query, totals),
  }
}

/** Gathered cells become numbers. Ratios, percentiles and arithmetic are done last, on merged parts. Pure. */
export const formatAnswer = (query: NormalQuery, answer: GatheredAnswer): MetricGroup[] =>
  answer.groups.map((group) => formatGroup(query, answer, group))
