import type { MetricQueryInput, MetricResult } from '@tidemark/contracts'
import { api } from './api/client.ts'
import type { Live } from './live.svelte.ts'
import { type Changed, LiveRead } from './live-read.svelte.ts'

const CLOCK_MS = 30_000

export interface LiveQueryOptions {
  readonly project: () => string
  readonly live: Live
  /** true: hints are not followed */
  readonly paused: () => boolean
  /** 'clock' asks again only as time passes: for a period that is over */
  readonly follow?: 'hints' | 'clock'
}

const readMetric =
  (live: Live) =>
  async (project: string, query: MetricQueryInput, signal: AbortSignal): Promise<MetricResult> => {
    const result = await api.queryMetric(project, query, signal)
    if (!signal.aborted) live.observe(result.receipt.dataTime)
    return result
  }

const isTouched = (changed: Changed, { metric }: MetricQueryInput): boolean =>
  changed === '*' || changed.includes(metric)
const isDue = (changed: Changed, _: MetricQueryInput, askedAt: number): boolean =>
  changed === '*' && Date.now() - askedAt >= CLOCK_MS

/** A question about one metric that keeps itself answered. Made while a component starts; ends with it. */
export class LiveQuery extends LiveRead<MetricQueryInput, MetricResult> {
  constructor(ask: (now: number) => MetricQueryInput | null, { follow, ...options }: LiveQueryOptions) {
    super(ask, {
      ...options,
      read: readMetric(options.live),
      subject: ({ metric, stat, breakdown }) => JSON.stringify([metric, stat, breakdown]),
      concerns: follow === 'clock' ? isDue : isTouched,
    })
  }
}
