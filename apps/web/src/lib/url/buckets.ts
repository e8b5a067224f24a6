import { GRAINS, type Grain, type ResultBucket } from '@tidemark/contracts'

const MS: Record<Grain, number> = { '1m': 60_000, '5m': 300_000, '1h': 3_600_000, '1d': 86_400_000, '1w': 604_800_000 }
const BUCKETS_MAX = 2000

/** The bucket sizes that cut a length of time (ms) into a number of buckets worth drawing. */
export const bucketChoices = (length: number): Grain[] =>
  GRAINS.filter((grain) => length / MS[grain] <= BUCKETS_MAX && (length / MS[grain] >= 1 || grain === '1m'))

export const BUCKET_TITLES: Record<Grain | 'auto' | 'total', string> = {
  auto: 'Auto',
  total: 'Total only',
  '1m': '1 minute',
  '5m': '5 minutes',
  '1h': '1 hour',
  '1d': '1 day',
  '1w': '1 week',
}

const UNIT_NAMES: Record<string, string> = { m: 'minute', h: 'hour', d: 'day', w: 'week' }

/** What a number of one bucket is per: "hour", "15 minutes". */
export function perBucket(bucket: ResultBucket): string {
  if (bucket === 'total') return 'range'
  const name = UNIT_NAMES[bucket.slice(-1)] ?? ''
  const n = Number(bucket.slice(0, -1))
  return n === 1 ? name : `${n} ${name}s`
}
