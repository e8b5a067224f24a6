import type { ExperimentResult } from '@tidemark/contracts'
import type { Calendar } from '../../calendar/calendar.ts'
import type { Arm } from './arms.ts'
import type { Attribution } from './attribution.ts'
import { countPeople, type Status, statusesOfParts } from './people.ts'
import type { UnitColumns } from './unit-values.ts'

type Day = ExperimentResult['days'][number]
type Cell = Day['arms'][number]['overlays']

export interface DayOptions {
  readonly from: number
  readonly to: number
  readonly overlays: readonly string[]
  readonly metrics: readonly { readonly id: string; readonly columns: UnitColumns }[]
}

/** The units of an arm by the local day of their first exposure, and whether each day's may be told. */
function byDay(
  units: readonly number[],
  attribution: Attribution,
  starts: readonly number[],
  calendar: Calendar,
  whole: Status,
  k: number,
): { units: number[]; status: Status }[] {
  const place = new Map(starts.map((start, i) => [start, i]))
  const days = starts.map((): number[] => [])
  for (const unit of units) days[place.get(calendar.bucketStart('1d', attribution.exposedAt[unit]!))!]!.push(unit)
  const people = days.map((members) => countPeople(members, attribution.person))
  const statuses = statusesOfParts(people, k)
  return days.map((members, i) => {
    const hidden = whole === 'suppressed' && members.length > 0
    return { units: members, status: hidden ? 'suppressed' : statuses[i]! }
  })
}

function cell(
  { units, status }: { units: readonly number[]; status: Status },
  names: readonly string[],
  valueAt: (place: number, units: readonly number[]) => number | null,
): Cell {
  const shown = status === 'shown'
  return {
    status,
    units: shown ? units.length : status === 'empty' ? 0 : null,
    points: names.map((name, place) => ({ name, value: shown ? valueAt(place, units) : null })),
  }
}

/** Null where no unit carries the overlay. */
function meanOf(values: Float64Array, units: readonly number[]): number | null {
  let [sum, n] = [0, 0]
  for (const unit of units) {
    if (Number.isNaN(values[unit]!)) continue
    sum += values[unit]!
    n++
  }
  return n === 0 ? null : sum / n
}

function pooled({ value, base }: UnitColumns, units: readonly number[]): number | null {
  let [of, over] = [0, 0]
  for (const unit of units) {
    of += value[unit]!
    over += base[unit]!
  }
  return over === 0 ? null : of / over
}

/** With which parameters each variation ran, and what came of it, by the day of first exposure. Days of the project. Pure. */
export function readDays(
  arms: readonly Arm[],
  attribution: Attribution,
  calendar: Calendar,
  options: DayOptions & { readonly k: number },
): Day[] {
  const starts = calendar.buckets('1d', options.from, options.to)
  const metricNames = options.metrics.map(({ id }) => id)
  const perArm = arms.map((arm) => ({
    variation: arm.variation,
    exposed: byDay(arm.exposed, attribution, starts, calendar, arm.exposedStatus, options.k),
    matured: byDay(arm.matured, attribution, starts, calendar, arm.status, options.k),
  }))
  return starts.map((start, day) => ({
    date: calendar.localDate(start),
    arms: perArm.map(({ variation, exposed, matured }) => ({
      variation,
      overlays: cell(exposed[day]!, options.overlays, (i, units) => meanOf(attribution.overlays[i]!, units)),
      outcomes: cell(matured[day]!, metricNames, (i, units) => pooled(options.metrics[i]!.columns, units)),
    })),
  }))
}
