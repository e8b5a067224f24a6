import type { Queryable } from '@tidemark/db'
import { listEventRanges } from '@tidemark/db/partition-ranges'

const DAY_MS = 86_400_000
/** About 130 bytes per event: below this a second connection costs more than it saves. */
const BYTES_PER_PIECE = 40_000_000
const MAX_PIECES = 8

/** A stretch of ids, by their times in epoch ms. */
export interface IdRange {
  readonly from: number
  readonly to: number
}

/** Cuts at days, where partitions begin, into neighbouring pieces of about the same size. `bytes` by day of the range. Pure. */
export function balance({ from, to }: IdRange, bytes: readonly number[]): IdRange[] {
  const total = bytes.reduce((sum, size) => sum + size, 0)
  const pieces = Math.max(1, Math.min(MAX_PIECES, Math.floor(total / BYTES_PER_PIECE)))
  const cuts: number[] = []
  let seen = 0
  for (const [i, size] of bytes.entries()) {
    seen += size
    const end = (Math.floor(from / DAY_MS) + i + 1) * DAY_MS
    if (end < to && cuts.length < pieces - 1 && seen >= (total * (cuts.length + 1)) / pieces) cuts.push(end)
  }
  return [from, ...cuts].map((start, i) => ({ from: start, to: cuts[i] ?? to }))
}

/** The ids of a range in pieces that may be read side by side. */
export async function cutIds(db: Queryable, ids: IdRange): Promise<IdRange[]> {
  const names = listEventRanges(ids.from, ids.to - 1).map(({ name }) => name)
  const { rows } = await db.query<{ bytes: number }>(
    `SELECT coalesce(pg_relation_size(to_regclass('public.' || name)), 0)::float8 AS bytes
     FROM unnest($1::text[]) WITH ORDINALITY AS t (name, place) ORDER BY place`,
    [names],
  )
  return balance(
    ids,
    rows.map(({ bytes }) => bytes),
  )
}
