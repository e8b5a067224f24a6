export interface Rhythm {
  /** 0 even through the day, 1 nothing at night, below 0 busy at night */
  readonly rhythm: number
  /** share of the weekday volume that weekends have */
  readonly weekend: number
}

/** How busy `ts` (epoch ms) is beside the mean of a week, which is 1: most at 14:00 UTC and on weekdays. */
export function busyness({ rhythm, weekend }: Rhythm, ts: number): number {
  const date = new Date(ts)
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60
  const daily = 1 + rhythm * Math.cos((2 * Math.PI * (hour - 14)) / 24)
  const day = date.getUTCDay()
  const weekly = (7 / (5 + 2 * weekend)) * (day === 0 || day === 6 ? weekend : 1)
  return daily * weekly
}
