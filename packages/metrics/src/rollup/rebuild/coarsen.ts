import { type BytesColumn, getBytes, reserveBytes, setBytes } from '../../fold/bytes-column.ts'
import { createRowTable, type RowTable, resetTable } from '../../fold/row-table.ts'
import { mergeEncodedBottomK } from '../../sketch/bottom-k.ts'
import { mergeSketchRange } from '../../sketch/ddsketch.ts'
import { mergeEncodedDistinct } from '../../sketch/hyperloglog.ts'
import { mergeRollupRows, type RollupRow } from '../../sketch/rollup-row.ts'
import type { PlacedRow } from '../merge-rows.ts'

const MINUTE_MS = 60_000

type Merge = (parts: readonly Uint8Array[]) => Uint8Array

/** Merges the bytes of rows [first, last) of `from` into row `to` of `into`. */
function mergeBytes(from: BytesColumn, first: number, last: number, into: BytesColumn, to: number, merge: Merge): void {
  if (from.starts[first] === from.starts[last]) {
    setBytes(into, to, null)
    return
  }
  const parts: Uint8Array[] = []
  for (let row = first; row < last; row++) {
    const bytes = getBytes(from, row)
    if (bytes !== null) parts.push(bytes)
  }
  setBytes(into, to, parts.length === 1 ? parts[0]! : merge(parts))
}

/** `mergeBytes` of sketches, without a view per part: most of what is merged are these. */
function mergeSketches(from: BytesColumn, first: number, last: number, into: BytesColumn, to: number): void {
  if (from.starts[first] === from.starts[last]) {
    setBytes(into, to, null)
    return
  }
  into.starts[to + 1] = mergeSketchRange(from.bytes, from.starts, first, last, (needed) => {
    const at = reserveBytes(into, to, needed)
    return { target: into.bytes, at }
  })
}

const clamp = (sum: number) => Math.min(Math.max(sum, -Number.MAX_VALUE), Number.MAX_VALUE)

function mergeNumbers(from: RowTable, first: number, last: number, into: RowTable, to: number): void {
  let n = 0
  let weight = 0
  let sum = 0
  let sumSq = 0
  // NaN, for null, loses every comparison with a number.
  let min = Number.NaN
  let max = Number.NaN
  for (let row = first; row < last; row++) {
    n += from.n[row]!
    weight += from.weightSum[row]!
    sum = clamp(sum + from.sum[row]!)
    sumSq = clamp(sumSq + from.sumSq[row]!)
    if (!(min <= from.min[row]!)) min = from.min[row]!
    if (!(max >= from.max[row]!)) max = from.max[row]!
  }
  into.n[to] = n
  into.weightSum[to] = clamp(weight)
  into.sum[to] = sum
  into.sumSq[to] = sumSq
  into.min[to] = min
  into.max[to] = max
}

/**
 * The rows of a coarser grain, merged from a table in (series, bucket) order. `bucketOf` maps minutes since the epoch to
 * the start of their coarser bucket and never falls as they rise; NaN leaves a row out. Writes over `coarse`.
 */
export function coarsen(table: RowTable, bucketOf: (minute: number) => number, coarse: RowTable): RowTable {
  resetTable(coarse, table.length)
  for (let first = 0; first < table.length; ) {
    const series = table.seriesId[first]!
    const bucket = bucketOf(table.minute[first]!)
    let last = first + 1
    while (last < table.length && table.seriesId[last] === series && bucketOf(table.minute[last]!) === bucket) last++
    if (!Number.isNaN(bucket)) appendMerged(table, first, last, coarse, bucket)
    first = last
  }
  return coarse
}

function appendMerged(table: RowTable, first: number, last: number, coarse: RowTable, bucket: number): void {
  const to = coarse.length++
  coarse.seriesId[to] = table.seriesId[first]!
  coarse.minute[to] = bucket
  mergeNumbers(table, first, last, coarse, to)
  mergeSketches(table.sketch, first, last, coarse.sketch, to)
  mergeBytes(table.distinct, first, last, coarse.distinct, to, mergeEncodedDistinct)
  mergeBytes(table.actors, first, last, coarse.actors, to, mergeEncodedBottomK)
  mergeBytes(table.sessions, first, last, coarse.sessions, to, mergeEncodedBottomK)
}

const nullable = (value: number) => (Number.isNaN(value) ? null : value)

/** One row of a table; its bytes are views of the table's. */
export const rowAt = (table: RowTable, row: number): PlacedRow => ({
  seriesId: table.seriesId[row]!,
  bucket: table.minute[row]! * MINUTE_MS,
  n: table.n[row]!,
  weightSum: table.weightSum[row]!,
  sum: table.sum[row]!,
  sumSq: table.sumSq[row]!,
  min: nullable(table.min[row]!),
  max: nullable(table.max[row]!),
  sketch: getBytes(table.sketch, row),
  distinct: getBytes(table.distinct, row),
  actors: getBytes(table.actors, row),
  sessions: getBytes(table.sessions, row),
})

/** A table of rows that are in (series, bucket) order already. */
export function toTable(rows: readonly PlacedRow[]): RowTable {
  const table = createRowTable()
  resetTable(table, rows.length)
  for (const [at, row] of rows.entries()) {
    table.seriesId[at] = row.seriesId
    table.minute[at] = row.bucket / MINUTE_MS
    table.n[at] = row.n
    table.weightSum[at] = row.weightSum
    table.sum[at] = row.sum
    table.sumSq[at] = row.sumSq
    table.min[at] = row.min ?? Number.NaN
    table.max[at] = row.max ?? Number.NaN
    setBytes(table.sketch, at, row.sketch)
    setBytes(table.distinct, at, row.distinct)
    setBytes(table.actors, at, row.actors)
    setBytes(table.sessions, at, row.sessions)
  }
  table.length = rows.length
  return table
}

/** Rows of many places, added up as they come; answered in (series, bucket) order. */
export class PlacedRows {
  readonly #series = new Map<number, Map<number, RollupRow>>()
  size = 0

  add({ seriesId, bucket, ...row }: PlacedRow): void {
    let buckets = this.#series.get(seriesId)
    if (buckets === undefined) {
      buckets = new Map()
      this.#series.set(seriesId, buckets)
    }
    const known = buckets.get(bucket)
    if (known === undefined) this.size++
    buckets.set(bucket, known === undefined ? row : mergeRollupRows([known, row]))
  }

  sorted(): PlacedRow[] {
    const series = [...this.#series].sort(([a], [b]) => a - b)
    return series.flatMap(([seriesId, buckets]) =>
      [...buckets].sort(([a], [b]) => a - b).map(([bucket, row]) => ({ ...row, seriesId, bucket })),
    )
  }
}
