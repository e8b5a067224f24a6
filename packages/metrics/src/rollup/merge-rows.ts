import { GRAIN_ID, type Grain } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { byteaArray, float8Array, int4Array, int8Array, timestamptzArray } from '@tidemark/db/array-literal'
import { mergeRollupRows, type RollupRow } from '../sketch/rollup-row.ts'
import { ROLLUP_COLUMNS, readRollupRow, type StoredRow } from './stored-row.ts'

/** A row and where it belongs: series, and bucket start in epoch ms. */
export interface PlacedRow extends RollupRow {
  seriesId: number
  bucket: number
}

/**
 * A partition that has just been made looks tiny to the planner, and a plan made then, which is kept, would read all of it
 * for every claim once it has grown.
 */
export const BY_KEY_ONLY = "SELECT set_config('enable_seqscan', 'off', true)"

// A subquery with FOR UPDATE is never merged into a join: each key is looked up, and locked, in the order given.
const LOCK_EXISTING = `
  SELECT k.series_id, r.*
  FROM unnest($2::int[], $3::timestamptz[]) AS k (series_id, bucket) CROSS JOIN LATERAL (
    SELECT ${ROLLUP_COLUMNS} FROM rollup r
    WHERE r.grain = $1 AND r.series_id = k.series_id AND r.bucket = k.bucket
      AND r.bucket BETWEEN to_timestamp($4::float8 / 1000) AND to_timestamp($5::float8 / 1000)
    FOR UPDATE) r`

const VALUES = `
  unnest($3::int[], $4::timestamptz[], $5::bigint[], $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::float8[],
    $11::bytea[], $12::bytea[], $13::bytea[], $14::bytea[])
    AS v (series_id, bucket, n, weight_sum, sum, sum_sq, min, max, sketch, "distinct", actors, sessions)`

const COLUMNS = 'n, weight_sum, sum, sum_sq, min, max, sketch, "distinct", actors, sessions'
const V_COLUMNS = COLUMNS.split(', ')
  .map((name) => `v.${name}`)
  .join(', ')

const INSERT = `
  INSERT INTO rollup (grain, series_id, bucket, revision, ${COLUMNS})
  SELECT $1, v.series_id, v.bucket, $2, ${V_COLUMNS} FROM ${VALUES}`
const INSERT_MISSING = `${INSERT} ON CONFLICT DO NOTHING RETURNING series_id, date_part('epoch', bucket) * 1000 AS ms`
const REPLACE = `${INSERT} ON CONFLICT (grain, series_id, bucket) DO UPDATE SET revision = excluded.revision, ${COLUMNS.split(
  ', ',
)
  .map((name) => `${name} = excluded.${name}`)
  .join(', ')}`
const params = (grain: Grain, revision: number, rows: readonly PlacedRow[]): unknown[] => [
  GRAIN_ID[grain],
  revision,
  int4Array(rows.map((row) => row.seriesId)),
  timestamptzArray(rows.map((row) => row.bucket)),
  int8Array(rows.map((row) => row.n)),
  float8Array(rows.map((row) => row.weightSum)),
  float8Array(rows.map((row) => row.sum)),
  float8Array(rows.map((row) => row.sumSq)),
  float8Array(rows.map((row) => row.min)),
  float8Array(rows.map((row) => row.max)),
  byteaArray(rows.map((row) => row.sketch)),
  byteaArray(rows.map((row) => row.distinct)),
  byteaArray(rows.map((row) => row.actors)),
  byteaArray(rows.map((row) => row.sessions)),
]

const keyOf = (seriesId: number, bucket: number) => `${seriesId}:${bucket}`

/** Bounds that let Postgres visit only the partitions that hold the buckets. */
function bucketBounds(rows: readonly PlacedRow[]): [number, number] {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { bucket } of rows) {
    first = Math.min(first, bucket)
    last = Math.max(last, bucket)
  }
  return [first, last]
}

async function lockExisting(tx: Queryable, grain: Grain, rows: readonly PlacedRow[]): Promise<Map<string, RollupRow>> {
  const result = await tx.query<StoredRow & { series_id: number }>({
    name: 'rollup-lock',
    text: LOCK_EXISTING,
    values: [
      GRAIN_ID[grain],
      int4Array(rows.map((row) => row.seriesId)),
      timestamptzArray(rows.map((row) => row.bucket)),
      ...bucketBounds(rows),
    ],
  })
  return new Map(result.rows.map((row) => [keyOf(row.series_id, row.ms), readRollupRow(row)]))
}

/**
 * Adds rows to what is stored, inside the caller's transaction. Existing rows are locked in (series, bucket) order;
 * missing ones are inserted, and where another transaction was faster the loop merges into its row instead.
 */
export async function mergeRows(
  tx: Queryable,
  grain: Grain,
  revision: number,
  rows: readonly PlacedRow[],
): Promise<void> {
  let pending = [...rows].sort((a, b) => a.seriesId - b.seriesId || a.bucket - b.bucket)
  if (pending.length > 0) await tx.query(BY_KEY_ONLY)
  while (pending.length > 0) {
    const existing = await lockExisting(tx, grain, pending)
    const merged = pending.flatMap((row) => {
      const stored = existing.get(keyOf(row.seriesId, row.bucket))
      return stored === undefined
        ? []
        : [{ ...mergeRollupRows([stored, row]), seriesId: row.seriesId, bucket: row.bucket }]
    })
    // Locked rows are written by upsert: it finds them through the index, whatever the planner thinks of a join.
    if (merged.length > 0)
      await tx.query({ name: 'rollup-replace', text: REPLACE, values: params(grain, revision, merged) })
    const missing = pending.filter((row) => !existing.has(keyOf(row.seriesId, row.bucket)))
    if (missing.length === 0) return
    const inserted = await tx.query<{ series_id: number; ms: number }>({
      name: 'rollup-insert',
      text: INSERT_MISSING,
      values: params(grain, revision, missing),
    })
    const done = new Set(inserted.rows.map((row) => keyOf(row.series_id, row.ms)))
    pending = missing.filter((row) => !done.has(keyOf(row.seriesId, row.bucket)))
  }
}

/** Writes rows over what is stored, inside a transaction that keeps other writers of the grain away. */
export async function replaceRows(
  tx: Queryable,
  grain: Grain,
  revision: number,
  rows: readonly PlacedRow[],
): Promise<void> {
  if (rows.length === 0) return
  const sorted = [...rows].sort((a, b) => a.seriesId - b.seriesId || a.bucket - b.bucket)
  await tx.query({ name: 'rollup-replace', text: REPLACE, values: params(grain, revision, sorted) })
}
