import type { CountCell, EventCounts } from './count-cell.ts'

export interface Objective {
  /** 0 to 1, not 0 and not 1 */
  readonly objective: number
  /** fewer events than this say nothing about a rate */
  readonly minEvents: number
}

export interface ObjectiveState {
  /** good over total; null where nothing happened */
  readonly sli: number | null
  readonly met: boolean | null
  /** bad events that the objective allows among these, and how many there were */
  readonly allowed: number
  readonly bad: number
  /** share of the budget that is left, below 0 when it is overspent; null where nothing happened */
  readonly budgetLeft: number | null
  /** error rate over (1 - objective): 1 spends exactly the budget (Google SRE workbook, chapter 5) */
  readonly burnRate: number | null
  /** too few events for the burn rate to mean anything */
  readonly lowTraffic: boolean
}

/** Judges counts against an objective; everything comes from the counts, nothing from a rounded rate. Pure. */
export function judgeObjective({ good, total }: EventCounts, { objective, minEvents }: Objective): ObjectiveState {
  const bad = total - good
  const allowed = total * (1 - objective)
  if (total <= 0)
    return { sli: null, met: null, allowed: 0, bad: 0, budgetLeft: null, burnRate: null, lowTraffic: true }
  const burnRate = bad / allowed
  return {
    sli: good / total,
    met: good >= total * objective,
    allowed,
    bad,
    budgetLeft: 1 - burnRate,
    burnRate,
    lowTraffic: total < minEvents,
  }
}

/** What is told of a cell: its counts judged, or nothing but why. Pure. */
export function judgeCell(cell: CountCell, objective: Objective) {
  if (cell.state === 'value') return { ...cell, ...judgeObjective(cell, objective) }
  const counts = { good: null, total: null, allowed: null, bad: null }
  return { ...cell, ...counts, sli: null, met: null, budgetLeft: null, burnRate: null, lowTraffic: true }
}

/** Whether both windows of a pair burn faster than its rate. Null while one of them has too few events to tell. Pure. */
export function isBurning(
  long: Pick<ObjectiveState, 'burnRate' | 'lowTraffic'>,
  short: Pick<ObjectiveState, 'burnRate'>,
  burnRate: number,
): boolean | null {
  if (long.lowTraffic || short.burnRate === null) return null
  return long.burnRate !== null && long.burnRate > burnRate && short.burnRate > burnRate
}
