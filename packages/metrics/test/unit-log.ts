import { UnitLog } from '../src/scan/unit-log/unit-log.ts'
import { createUnitRows } from '../src/scan/unit-log/unit-rows.ts'

/** One event of a unit as small numbers; what is left out is 0, weight 1. */
export interface TestEvent {
  unit: number
  time: number
  /** which dimension set */
  place: number
  /** the session of an actor's event */
  other?: number
  /** orders events of one time */
  id?: number
  weight?: number
}

export function logOf(unit: 'actor' | 'session', events: readonly TestEvent[]): UnitLog {
  const rows = createUnitRows(events.length)
  for (const [i, event] of events.entries()) {
    rows.unit[i * 2 + 1] = event.unit
    rows.time[i] = event.time
    rows.place[i] = event.place
    rows.other[i] = event.other ?? 0
    rows.rank[i * 2 + 1] = event.id ?? 0
    rows.weight[i] = event.weight ?? 1
  }
  rows.length = events.length
  const log = new UnitLog(unit)
  log.add(rows)
  return log
}
