import { MATURES_MS, type StoryEvent } from './experiment-story.ts'

/** Recomputes an experiment the slow way: lists, two passes and the formulas of textbooks, sharing no code with the product. */
export interface BruteUnit {
  readonly actor: string
  readonly variation: string
  readonly exposedAt: number
}

export function unitsOf(events: readonly StoryEvent[], experiment: string): { units: BruteUnit[]; crossed: string[] } {
  const exposures = events.filter(({ type, props }) => type === 'exposed' && props.experiment === experiment)
  const byActor = Map.groupBy(exposures, ({ actor }) => actor)
  const units: BruteUnit[] = []
  const crossed: string[] = []
  for (const [actor, list] of byActor) {
    const variations = new Set(list.map(({ props }) => String(props.variation)))
    if (variations.size > 1) crossed.push(actor)
    else units.push({ actor, variation: [...variations][0]!, exposedAt: Math.min(...list.map(({ at }) => at)) })
  }
  return { units, crossed }
}

/** Value and base of one unit from the events of a stretch of its time. */
export type Measure = (events: readonly StoryEvent[]) => { value: number; base: number }

interface Row {
  value: number
  base: number
  valueBefore: number
  baseBefore: number
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const variance = (values: readonly number[]) => {
  const mean = average(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

/** Caps each column at the value below or at which `quantile` of those that are not 0 lie. */
function capped(arms: readonly Row[][], quantile: number): Row[][] {
  const all = arms.flat()
  const cap = (name: keyof Row): number => {
    const values = all.map((row) => row[name]).filter((value) => value !== 0)
    values.sort((a, b) => a - b)
    return values[Math.ceil(Math.round(quantile * values.length * 1e9) / 1e9) - 1] ?? Number.POSITIVE_INFINITY
  }
  const [value, base, valueBefore, baseBefore] = [cap('value'), cap('base'), cap('valueBefore'), cap('baseBefore')]
  return arms.map((rows) =>
    rows.map((row) => ({
      value: Math.min(row.value, value),
      base: Math.min(row.base, base),
      valueBefore: Math.min(row.valueBefore, valueBefore),
      baseBefore: Math.min(row.baseBefore, baseBefore),
    })),
  )
}

const ratioOf = (rows: readonly Row[]) =>
  average(rows.map(({ value }) => value)) / average(rows.map(({ base }) => base))
/** What each unit moves the arm's ratio by. */
const pulls = (rows: readonly Row[]) =>
  rows.map(({ value, base }) => (value - ratioOf(rows) * base) / average(rows.map((row) => row.base)))

export interface BruteResult {
  readonly values: readonly number[]
  readonly difference: number
  readonly standardError: number
  readonly adjustedValues: readonly number[]
  readonly adjustedDifference: number
  readonly adjustedStandardError: number
}

/** Two arms, control first, over matured units. */
export function bruteForce(
  events: readonly StoryEvent[],
  arms: readonly (readonly BruteUnit[])[],
  measure: Measure,
  quantile: number | null,
): BruteResult {
  const byActor = Map.groupBy(events, ({ actor }) => actor)
  const rowOf = ({ actor, exposedAt }: BruteUnit): Row => {
    const own = byActor.get(actor) ?? []
    const after = measure(own.filter(({ at }) => at >= exposedAt && at < exposedAt + MATURES_MS))
    const before = measure(own.filter(({ at }) => at < exposedAt && at >= exposedAt - MATURES_MS))
    return { ...after, valueBefore: before.value, baseBefore: before.base }
  }
  const raw = arms.map((units) => units.map(rowOf))
  const rows = quantile === null ? raw : capped(raw, quantile)
  const values = rows.map(ratioOf)
  const error = (columns: readonly number[][]) =>
    Math.sqrt(columns.reduce((sum, column) => sum + variance(column) / column.length, 0))

  const all = rows.flat()
  const [valueBefore, baseBefore] = [
    average(all.map((row) => row.valueBefore)),
    average(all.map((row) => row.baseBefore)),
  ]
  const before = rows.map((arm) =>
    arm.map((row) => (row.valueBefore - (valueBefore / baseBefore) * row.baseBefore) / baseBefore),
  )
  const after = rows.map(pulls)
  let [together, alone] = [0, 0]
  for (const [i, arm] of before.entries())
    for (const [j, x] of arm.entries()) {
      together += (x - average(arm)) * after[i]![j]!
      alone += (x - average(arm)) ** 2
    }
  const theta = together / alone
  const centre = average(before.flat())
  const adjustedValues = values.map((value, i) => value - theta * (average(before[i]!) - centre))
  return {
    values,
    difference: values[1]! - values[0]!,
    standardError: error(after),
    adjustedValues,
    adjustedDifference: adjustedValues[1]! - adjustedValues[0]!,
    adjustedStandardError: error(after.map((arm, i) => arm.map((pull, j) => pull - theta * before[i]![j]!))),
  }
}
