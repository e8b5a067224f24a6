import { Temporal } from 'temporal-polyfill'
import { formatInstant, type TimeStyle } from '../../format/time.ts'

export interface TimeTick {
  readonly t: number
  readonly label: string
}

type Step = {
  readonly unit: 'minutes' | 'hours' | 'days' | 'months' | 'years'
  readonly size: number
  readonly ms: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const step = (unit: Step['unit'], ms: number, sizes: readonly number[]): Step[] =>
  sizes.map((size) => ({ unit, size, ms: ms * size }))

const STEPS: readonly Step[] = [
  ...step('minutes', MINUTE, [1, 2, 5, 10, 15, 30]),
  ...step('hours', HOUR, [1, 2, 3, 6, 12]),
  ...step('days', DAY, [1, 2, 3, 7, 14]),
  ...step('months', 30 * DAY, [1, 2, 3, 6]),
  ...step('years', 365 * DAY, [1, 2, 5, 10, 20, 50, 100]),
]

const floorTo = (at: Temporal.ZonedDateTime, { unit, size }: Step): Temporal.ZonedDateTime => {
  const day = at.startOfDay()
  switch (unit) {
    case 'minutes':
      return at
        .round({ smallestUnit: 'hour', roundingMode: 'floor' })
        .add({ minutes: Math.floor(at.minute / size) * size })
    case 'hours':
      return day
        .toPlainDate()
        .toZonedDateTime({ timeZone: at.timeZoneId, plainTime: { hour: Math.floor(at.hour / size) * size } })
    case 'days':
      return day
    case 'months':
      return day.with({ day: 1, month: Math.floor((at.month - 1) / size) * size + 1 })
    case 'years':
      return day.with({ day: 1, month: 1, year: Math.floor(at.year / size) * size })
  }
}

const nextOf = (at: Temporal.ZonedDateTime, { unit, size }: Step): Temporal.ZonedDateTime => {
  // hours are walked on the wall clock, so ticks stay on 00, 06, 12, 18 over a change of the clock
  if (unit === 'hours') {
    const plain = at.toPlainDateTime().add({ hours: size }).toZonedDateTime(at.timeZoneId)
    return Temporal.ZonedDateTime.compare(plain, at) > 0 ? plain : at.add({ hours: size })
  }
  return at.add({ [unit]: size })
}

const styleOf = (at: Temporal.ZonedDateTime, { unit }: Step): TimeStyle => {
  if (unit === 'years') return 'year'
  if (unit === 'months') return at.month === 1 ? 'year' : 'monthShort'
  const midnight = at.hour === 0 && at.minute === 0
  return unit === 'days' || midnight ? 'dayShort' : 'clock'
}

/**
 * Ticks of a time axis on round wall-clock times of a zone, at most `count`. Midnight is named by its date and the
 * first of January by its year.
 */
export const timeTicks = (from: number, to: number, zone: string, count: number, locale?: string): TimeTick[] => {
  const chosen = STEPS.find((known) => (to - from) / known.ms <= Math.max(1, count)) ?? STEPS.at(-1)!
  const ticks: TimeTick[] = []
  let at = floorTo(Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone), chosen)
  while (at.epochMilliseconds <= to && ticks.length <= count + 1) {
    if (at.epochMilliseconds >= from) {
      ticks.push({
        t: at.epochMilliseconds,
        label: formatInstant(at.epochMilliseconds, zone, styleOf(at, chosen), locale),
      })
    }
    at = nextOf(at, chosen)
  }
  return ticks
}
