import { RUN_BUCKETS, type RunBucket, type SliWindow } from '@tidemark/contracts'

const DAYS: Record<SliWindow, number> = { '1d': 1, '7d': 7, '30d': 30 }
const PER_DAY: Record<RunBucket, number> = { '1m': 1440, '5m': 288, '1h': 24, '1d': 1 }
const BUCKETS_MAX = 2200
const DEFAULT_BUCKET: Record<SliWindow, RunBucket> = { '1d': '5m', '7d': '1h', '30d': '1d' }

/** Whether a window cut into these buckets is still worth drawing. */
export const fitsWindow = (bucket: RunBucket, window: SliWindow): boolean =>
  DAYS[window] * PER_DAY[bucket] <= BUCKETS_MAX && DAYS[window] * PER_DAY[bucket] > 1

/** The bucket that was asked for where it fits, or else the one that suits the window. */
export const readBucket = (text: string | null, window: SliWindow): RunBucket =>
  RUN_BUCKETS.find((known) => known === text && fitsWindow(known, window)) ?? DEFAULT_BUCKET[window]
