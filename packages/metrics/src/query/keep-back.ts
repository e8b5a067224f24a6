import type { MetricGroup } from '@tidemark/contracts'
import type { CellState } from '@tidemark/contracts/query/trust'
import type { TimeRange } from '../calendar/calendar.ts'
import type { GatheredGroup } from './gather.ts'
import type { GatheredAnswer } from './gather-answer.ts'

/** A line of the answer before it is decided which of its numbers may be told. */
export type GroupNumbers = Omit<MetricGroup, 'states' | 'totalState'>

function stateOf(value: number | null, hidden: boolean): CellState {
  if (hidden) return 'suppressed'
  return value === null ? 'none' : 'value'
}

/** The groups that a line of the answer adds up, as the gate names them; null: all of them. */
function keysOf({ groups, verdicts }: GatheredAnswer, { role, key }: GatheredGroup): Iterable<string> | null {
  if (role === 'all' || verdicts === null) return null
  if (role === 'group') return [JSON.stringify(key)]
  const shown = new Set(groups.filter((group) => group.role === 'group').map((group) => JSON.stringify(group.key)))
  return [...verdicts.keys].filter((name) => !shown.has(name))
}

/** Takes out what the privacy gate does not let be told, and says of every cell why it is empty. Pure. */
export function keepBack(answer: GatheredAnswer, group: GatheredGroup, numbers: GroupNumbers): MetricGroup {
  const { plan, verdicts } = answer
  if (verdicts === null)
    return {
      ...numbers,
      states: numbers.values.map((value) => stateOf(value, false)),
      totalState: stateOf(numbers.total, false),
    }
  const keys = keysOf(answer, group)
  const isHidden = (span: TimeRange) => verdicts.hides(keys, span)
  const hidden = numbers.values.map((_, i) => isHidden({ from: plan.starts[i]!, to: plan.ends[i]! }))
  const totalHidden = isHidden({ from: plan.starts[0]!, to: plan.ends.at(-1)! })
  return {
    ...numbers,
    values: numbers.values.map((value, i) => (hidden[i] ? null : value)),
    states: numbers.values.map((value, i) => stateOf(value, hidden[i]!)),
    samples: numbers.samples.map((samples, i) => (hidden[i] ? 0 : samples)),
    total: totalHidden ? null : numbers.total,
    totalState: stateOf(numbers.total, totalHidden),
    totalSamples: totalHidden ? 0 : numbers.totalSamples,
  }
}
