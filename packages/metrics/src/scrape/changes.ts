import { labelText, type Sample } from './exposition.ts'

/** What a target told at one moment. */
export interface Snapshot {
  /** epoch ms */
  readonly at: number
  readonly samples: readonly Sample[]
}

/** What one series did since the scrape before: a counter's increase over so many seconds, or a gauge's value. */
export interface Change {
  /** metric and labels: the series within its target */
  readonly series: string
  readonly sample: Sample
  readonly told: { readonly value: number } | { readonly increase: number; readonly seconds: number }
}

export const seriesOf = ({ metric, labels }: Sample): string => `${metric}{${labelText(labels)}}`

/**
 * What happened between two scrapes. A counter that is lower than before was reset: it has grown from 0 since. One that was
 * not there before began at 0 as well. Of a target's first scrape nothing is known about its counters. Pure.
 */
export function changesBetween(before: Snapshot | null, now: Snapshot): Change[] {
  const values = new Map(before?.samples.map((sample) => [seriesOf(sample), sample.value]))
  return now.samples.flatMap((sample): Change[] => {
    const series = seriesOf(sample)
    if (sample.kind === 'gauge') return [{ series, sample, told: { value: sample.value } }]
    if (before === null || now.at <= before.at) return []
    const last = values.get(series) ?? 0
    const increase = sample.value >= last ? sample.value - last : sample.value
    return [{ series, sample, told: { increase, seconds: (now.at - before.at) / 1000 } }]
  })
}
