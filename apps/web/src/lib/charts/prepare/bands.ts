import type { Series } from './series.ts'

/** A stretch in which numbers are kept back because they would tell of too few people. */
export interface Band {
  /** epoch ms */
  readonly from: number
  readonly to: number
  /** no series has a value here, so that the band may take the whole height */
  readonly whole: boolean
  /** the series that are kept back */
  readonly labels: readonly string[]
}

/** The stretches of a chart whose numbers are kept back; neighbours of the same series are one. `bucketMs`: length of the last bucket. */
export const keptBackBands = (series: readonly Series[], bucketMs: number): Band[] => {
  const starts = series[0]?.points.map(({ t }) => t) ?? []
  const bands: Band[] = []
  for (const [i, from] of starts.entries()) {
    const labels = series.flatMap((one) => (one.points[i]?.keptBack ? [one.label] : []))
    if (labels.length === 0) continue
    const whole = series.every((one) => (one.points[i]?.v ?? null) === null)
    const to = starts[i + 1] ?? from + bucketMs
    const last = bands.at(-1)
    if (last?.to === from && last.whole === whole && last.labels.join() === labels.join())
      bands[bands.length - 1] = { ...last, to }
    else bands.push({ from, to, whole, labels })
  }
  return bands
}
