import type { LiveHealth } from '@tidemark/contracts'
import type { Clock } from '@tidemark/platform'
import type { HttpClient } from '@tidemark/platform/http-client/index'
import { seriesOf } from './changes.ts'
import { readTarget, type Target } from './read-target.ts'

/** Each target gets this long: what has not answered then is unknown, and the whole answer stays below 500 ms. */
export const LIVE_DEADLINE_MS = 400
const SERIES_SHOWN = 100

/** What every target says right now, asked side by side. Never rejects for what a target does. */
export async function readLive(
  targets: readonly Target[],
  { http, clock }: { http: HttpClient; clock: Clock },
): Promise<LiveHealth> {
  const readings = await Promise.all(targets.map((target) => readTarget(target, { http, clock, lateMeans: 'unknown' })))
  return {
    at: clock(),
    targets: readings.map(({ target, state, reason, latencyMs, exposition }) => {
      const samples = exposition?.samples ?? []
      const series = samples.slice(0, SERIES_SHOWN).map((sample) => ({ series: seriesOf(sample), value: sample.value }))
      return {
        target,
        state,
        reason,
        latencyMs,
        series,
        left: samples.length + (exposition?.dropped ?? 0) - series.length,
      }
    }),
  }
}
