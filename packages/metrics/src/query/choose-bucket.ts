import { type BucketChoice, type BucketSize, GRAINS } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import { lengthOfSize, parseBucketSize } from '../calendar/bucket-size.ts'
import type { TimeRange } from '../calendar/calendar.ts'

const AUTO_BUCKETS = 200

/** How many buckets of a size a range has, at most one less. Throws `invalid_input`. */
function countBuckets(size: string, { from, to }: TimeRange): number {
  try {
    return (to - from) / lengthOfSize(parseBucketSize(size))
  } catch (error) {
    throw invalid(`${(error as Error).message[0]!.toUpperCase()}${(error as Error).message.slice(1)}.`)
  }
}

/**
 * The size of the answer's buckets; null for a total only. `auto` takes the finest stored size with at most 200 buckets. Pure.
 * @throws TidemarkError invalid_input for no size, or when it makes more than `maxBuckets` points
 */
export function chooseBucket(choice: BucketChoice, range: TimeRange, maxBuckets: number): BucketSize | null {
  if (choice === 'total') return null
  const finest = (most: number) => GRAINS.find((grain) => countBuckets(grain, range) <= most) ?? '1w'
  if (choice === 'auto') return finest(AUTO_BUCKETS)
  if (countBuckets(choice, range) <= maxBuckets) return choice
  throw invalid(
    `Buckets of ${choice} make more than ${maxBuckets} points over this range. Use ${finest(maxBuckets)} or a shorter range.`,
    { details: { maxBuckets } },
  )
}
