import type { BUCKET_CHOICES, Grain } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import type { TimeRange } from '../calendar/calendar.ts'

type BucketChoice = (typeof BUCKET_CHOICES)[number]

const LENGTH_MS: Record<Grain, number> = {
  '1m': 60_000,
  '5m': 300_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
  '1w': 604_800_000,
}
const AUTO_BUCKETS = 200

/**
 * The grain of the answer's buckets; null for a total only. `auto` takes the finest grain with at most 200 buckets. Pure.
 * @throws TidemarkError invalid_input when a named bucket makes more than `maxBuckets` points
 */
export function chooseBucket(choice: BucketChoice, range: TimeRange, maxBuckets: number): Grain | null {
  if (choice === 'total') return null
  const length = range.to - range.from
  const grains: Grain[] = ['1m', '5m', '1h', '1d', '1w']
  if (choice === 'auto') return grains.find((grain) => length / LENGTH_MS[grain] <= AUTO_BUCKETS) ?? '1w'
  if (length / LENGTH_MS[choice] <= maxBuckets) return choice
  const better = grains.find((grain) => length / LENGTH_MS[grain] <= maxBuckets) ?? '1w'
  throw invalid(
    `Buckets of ${choice} make more than ${maxBuckets} points over this range. Use ${better} or a shorter range.`,
  )
}
