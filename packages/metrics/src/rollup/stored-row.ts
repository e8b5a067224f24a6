import type { RollupRow } from '../sketch/rollup-row.ts'

/** Columns of a rollup row aliased `r`, bucket as epoch ms. */
export const ROLLUP_COLUMNS = `date_part('epoch', r.bucket) * 1000 AS ms, r.n, r.weight_sum, r.sum, r.sum_sq, r.min, r.max,
  r.sketch, r."distinct", r.actors, r.sessions`

/** A row as ROLLUP_COLUMNS brings it. */
export interface StoredRow {
  ms: number
  n: number
  weight_sum: number
  sum: number
  sum_sq: number
  min: number | null
  max: number | null
  sketch: Uint8Array | null
  distinct: Uint8Array | null
  actors: Uint8Array | null
  sessions: Uint8Array | null
}

export const readRollupRow = (row: StoredRow): RollupRow => ({
  n: row.n,
  weightSum: row.weight_sum,
  sum: row.sum,
  sumSq: row.sum_sq,
  min: row.min,
  max: row.max,
  sketch: row.sketch,
  distinct: row.distinct,
  actors: row.actors,
  sessions: row.sessions,
})
