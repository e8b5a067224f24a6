import type { Unit } from '@tidemark/contracts'

export interface ValueScale {
  readonly domain: readonly [low: number, high: number]
  readonly ticks: readonly number[]
}

/** Steps that read well in a unit, above one second and one minute too. */
const TIME_STEPS = [
  1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000,
]

const niceStep = (rough: number, unit: Unit): number => {
  const factor = unit === 'seconds' ? 1000 : 1
  if ((unit === 'ms' || unit === 'seconds') && rough * factor > 500) {
    const step = TIME_STEPS.find((known) => known >= rough * factor)
    if (step !== undefined) return step / factor
  }
  const power = 10 ** Math.floor(Math.log10(rough))
  const lead = rough / power
  const nice = lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10
  return nice * power
}

const WHOLE: readonly Unit[] = ['count', 'events']
const tidy = (value: number): number => Number(value.toPrecision(12))

/**
 * The value axis: from zero, unless all values are negative or zero is asked not to matter, to a round number above
 * the highest. A flat zero line still gets an axis. `whole` units never get a fraction between two ticks.
 */
export const valueScale = (values: Iterable<number | null>, unit: Unit, count = 4): ValueScale => {
  let low = 0
  let high = 0
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low === 0 && high === 0) high = unit === 'percent' ? 0.01 : 1
  let step = niceStep((high - low) / count, unit)
  if (WHOLE.includes(unit) && step < 1 && Number.isInteger(low) && Number.isInteger(high)) step = 1
  const first = Math.floor(tidy(low / step))
  const last = Math.ceil(tidy(high / step))
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step))
  return { domain: [ticks[0] ?? 0, ticks.at(-1) ?? 1], ticks }
}
