import type { ExperimentResult } from '@tidemark/contracts'
import type { Calendar } from '../../calendar/calendar.ts'
import type { Arm } from './arms.ts'
import type { Attribution } from './attribution.ts'
import { countPeople, isDominated, type Status, statusesOfParts } from './people.ts'
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
): Group[] {
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

type Group = { readonly units: readonly number[]; readonly status: Status }

function cell(
  { units, status }: Group,
  names: readonly string[],
  valueAt: (place: number) => number | null,
  isHidden: (place: number) => boolean = () => false,
): Cell {
  const pointOf = (name: string, place: number): Cell['points'][number] => {
    const state = status === 'shown' && isHidden(place) ? 'suppressed' : status
    const value = state === 'shown' ? valueAt(place) : null
    return { name, status: state === 'shown' && value === null ? 'empty' : state, value }
  }
  const told = status === 'suppressed' ? null : units.length
  return { status, units: told, points: names.map(pointOf) }
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

/** Metrics of which some day, or all of them together, is one person's: with one day hidden the others would tell it. */
const hiddenMetrics = (days: readonly Group[], metrics: readonly UnitColumns[], person: Int32Array): boolean[] =>
  metrics.map(({ kind, value }) => {
    const groups = [...days, { units: days.flatMap(({ units }) => units), status: 'shown' }]
    const isOnes = ({ units, status }: { units: readonly number[]; status: string }) =>
      status === 'shown' && isDominated(units, person, (unit) => value[unit]!)
    return kind !== 'conversion' && groups.some(isOnes)
  })

/** With which parameters each variation ran, and what came of it, by the day of first exposure. Days of the project. Pure. */
export function readDays(
  arms: readonly Arm[],
  attribution: Attribution,
  calendar: Calendar,
  options: DayOptions & { readonly k: number },
): Day[] {
  const starts = calendar.buckets('1d', options.from, options.to)
  const metricNames = options.metrics.map(({ id }) => id)
  const columns = options.metrics.map((metric) => metric.columns)
  const perArm = arms.map((arm) => {
    const matured = byDay(arm.matured, attribution, starts, calendar, arm.status, options.k)
    return {
      variation: arm.variation,
      exposed: byDay(arm.exposed, attribution, starts, calendar, arm.exposedStatus, options.k),
      matured,
      hidden: hiddenMetrics(matured, columns, attribution.person),
    }
  })
  const dayArm = (
    day: number,
    { variation, exposed, matured, hidden }: (typeof perArm)[number],
  ): Day['arms'][number] => {
    const [seen, done] = [exposed[day]!, matured[day]!]
    return {
      variation,
      overlays: cell(seen, options.overlays, (place) => meanOf(attribution.overlays[place]!, seen.units)),
      outcomes: cell(
        done,
        metricNames,
        (place) => pooled(columns[place]!, done.units),
        (place) => hidden[place]!,
      ),
    }
  }
  return starts.map((start, day) => ({
    date: calendar.localDate(start),
    arms: perArm.map((arm) => dayArm(day, arm)),
  }))
}
