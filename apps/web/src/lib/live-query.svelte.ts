import type { MetricQueryInput, MetricResult } from '@tidemark/contracts'
import { metrics } from './api/metrics.ts'
import type { Live } from './live.svelte.ts'
import { type Changed, LiveRead } from './live-read.svelte.ts'

export interface LiveQueryOptions {
  readonly project: () => string
  readonly live: Live
  /** true: hints are not followed */
  readonly paused: () => boolean
}

const readMetric =
  (live: Live) =>
  async (project: string, query: MetricQueryInput, signal: AbortSignal): Promise<MetricResult> => {
    const result = await metrics.ask(project, query, signal)
    if (!signal.aborted) live.observe(result.receipt.dataTime)
    return result
  }

const isTouched = (changed: Changed, { metric }: MetricQueryInput): boolean =>
  changed === '*' || changed.includes(metric)

/** A question about one metric that keeps itself answered. Made while a component starts; ends with it. */
export class LiveQuery extends LiveRead<MetricQueryInput, MetricResult> {
  constructor(ask: (now: number) => MetricQueryInput | null, options: LiveQueryOptions) {
    super(ask, {
      ...options,
      read: readMetric(options.live),
      subject: ({ metric, stat, breakdown }) => JSON.stringify([metric, stat, breakdown]),
      concerns: isTouched,
    })
  }
}
