import { encodeBottomK } from '../sketch/bottom-k.ts'
import { encodeBins, keyOf } from '../sketch/ddsketch.ts'
import { encodeHashes } from '../sketch/hyperloglog.ts'
import type { RollupRow } from '../sketch/rollup-row.ts'
import { setBytes } from './bytes-column.ts'
import { CellIndex } from './cell-index.ts'
import type { EventColumns } from './event-columns.ts'
import { grow } from './grow.ts'
import { HashLog } from './hash-log.ts'
import type { Lane } from './lane.ts'
import { RowLog, sortSlice } from './row-log.ts'
import { appendSketch, type RowTable, resetTable } from './row-table.ts'

const COUNT = 0
const MEASURE = 1
const ACTOR = 2
const SESSION = 3
const KINDS = { count: COUNT, measure: MEASURE, actor: ACTOR, session: SESSION } as const

/** One folded 1-minute row of a series. */
export interface FoldedRow extends RollupRow {
  seriesId: number
  /** minutes since the epoch */
  minute: number
}

/**
 * The one aggregation kernel: events in columns go in, 1-minute rows per series come out. Live ingest, rebuild and the
 * auditor all use it. The order of events does not matter; float sums agree within rounding, all else is identical.
 */
export class Fold {
  readonly #cells: CellIndex
  /** first stream of each lane in the flat stream columns, and one past the last */
  readonly #firstStream: Int32Array
  readonly #kind: Uint8Array
  readonly #slot: Int32Array
  readonly #sketched: Uint8Array
  readonly #withSets: Uint8Array
  readonly #seriesId: Int32Array
  readonly #laneOf: Int32Array
  /** most streams that a lane has */
  readonly #widest: number

  /** rows of a cell lie side by side, one per stream of its lane */
  #firstRow = new Int32Array(1024)
  #rows = 0
  #n = new Float64Array(4096)
  #weight = new Float64Array(4096)
  #sum = new Float64Array(4096)
  #sumSq = new Float64Array(4096)
  #min = new Float64Array(4096)
  #max = new Float64Array(4096)
  #keys = new RowLog()
  #distinct = new HashLog()
  #actors = new HashLog()
  #sessions = new HashLog()

  constructor(lanes: readonly Lane[]) {
    const streams = lanes.flatMap((lane) => lane.streams)
    this.#cells = new CellIndex(lanes.length)
    this.#firstStream = new Int32Array(lanes.length + 1)
    for (const [i, lane] of lanes.entries()) this.#firstStream[i + 1] = this.#firstStream[i]! + lane.streams.length
    this.#kind = Uint8Array.from(streams, (stream) => KINDS[stream.kind])
    this.#slot = Int32Array.from(streams, (stream) => stream.slot)
    this.#sketched = Uint8Array.from(streams, (stream) => Number(stream.sketch))
    this.#withSets = Uint8Array.from(streams, (stream) => Number(stream.sets))
    this.#seriesId = Int32Array.from(streams, (stream) => stream.seriesId)
    this.#laneOf = Int32Array.from(lanes.flatMap((lane, i) => lane.streams.map(() => i)))
    this.#widest = lanes.reduce((most, lane) => Math.max(most, lane.streams.length), 0)
  }

  /** Cells so far: distinct (lane, minute) pairs. */
  get cells(): number {
    return this.#cells.count
  }

  /** Forgets all events, and keeps its memory for the next. */
  clear(): void {
    this.#cells.clear()
    for (const column of [this.#n, this.#weight, this.#sum, this.#sumSq]) column.fill(0, 0, this.#rows)
    this.#rows = 0
    this.#keys.length = 0
    for (const log of [this.#distinct, this.#actors, this.#sessions]) log.clear()
  }

  add(events: EventColumns): void {
    const { length, lane, minute, weight, stride, measures } = events
    this.#reserve(length)
    // Ten million events pass here: locals spare a look into the object for each of their fields.
    const kinds = this.#kind
    const slots = this.#slot
    const sketched = this.#sketched
    const firstStream = this.#firstStream
    const n = this.#n
    const weights = this.#weight
    const sum = this.#sum
    const sumSq = this.#sumSq
    const min = this.#min
    const max = this.#max
    const keyRows = this.#keys.row
    const keyValues = this.#keys.value
    let keyCount = this.#keys.length
    for (let i = 0; i < length; i++) {
      const place = lane[i]!
      const first = firstStream[place]!
      const end = firstStream[place + 1]!
      const w = weight[i]!
      let row = this.#rowOf(place, minute[i]!)
      for (let stream = first; stream < end; stream++, row++) {
        const kind = kinds[stream]!
        if (kind === MEASURE) {
          const value = measures[i * stride + slots[stream]!]!
          // NaN marks an absent measure.
          if (Number.isNaN(value)) continue
          n[row]!++
          weights[row]! += w
          sum[row]! += value * w
          sumSq[row]! += value * value * w
          if (value < min[row]!) min[row] = value
          if (value > max[row]!) max[row] = value
          if (sketched[stream] === 0) continue
          keyRows[keyCount] = row
          keyValues[keyCount++] = keyOf(value)
        } else if (kind === COUNT) {
          n[row]!++
          weights[row]! += w
          if (this.#withSets[stream] === 1) this.#addToSets(row, events, i)
        } else this.#addDistinct(row, events, i, kind)
      }
    }
    this.#keys.length = keyCount
  }

  /** Room for what so many events can add at most, so that no column changes while they are added. */
  #reserve(events: number): void {
    const needed = this.#rows + events * this.#widest
    this.#n = grow(this.#n, needed)
    this.#weight = grow(this.#weight, needed)
    this.#sum = grow(this.#sum, needed)
    this.#sumSq = grow(this.#sumSq, needed)
    this.#min = grow(this.#min, needed)
    this.#max = grow(this.#max, needed)
    this.#keys.reserve(events * this.#widest)
  }

  #rowOf(lane: number, minute: number): number {
    const found = this.#cells.find(lane, minute)
    if (found >= 0) return this.#firstRow[found]!
    const cell = -1 - found
    const first = this.#rows
    const streams = this.#firstStream[lane + 1]! - this.#firstStream[lane]!
    this.#rows += streams
    this.#firstRow = grow(this.#firstRow, cell + 1)
    this.#firstRow[cell] = first
    for (let row = first; row < this.#rows; row++) {
      this.#min[row] = Number.POSITIVE_INFINITY
      this.#max[row] = Number.NEGATIVE_INFINITY
    }
    return first
  }

  #addToSets(row: number, events: EventColumns, i: number): void {
    if (events.actorHigh[i] !== 0 || events.actorLow[i] !== 0)
      this.#actors.push(row, events.actorHigh[i]!, events.actorLow[i]!)
    if (events.sessionHigh[i] !== 0 || events.sessionLow[i] !== 0)
      this.#sessions.push(row, events.sessionHigh[i]!, events.sessionLow[i]!)
  }

  #addDistinct(row: number, events: EventColumns, i: number, kind: number): void {
    const high = (kind === ACTOR ? events.actorHigh : events.sessionHigh)[i]!
    const low = (kind === ACTOR ? events.actorLow : events.sessionLow)[i]!
    if (high === 0 && low === 0) return
    this.#n[row]!++
    this.#weight[row]! += events.weight[i]!
    this.#distinct.push(row, high, low)
  }

  /** Puts the rows into a table, in (series, minute) order. Each series must belong to one lane. */
  table(into: RowTable): RowTable {
    resetTable(into, this.#rows)
    const keys = this.#keys.group(this.#rows)
    const distinct = groupHashes(this.#distinct, this.#rows, encodeHashes)
    const actors = groupHashes(this.#actors, this.#rows, encodeBottomK)
    const sessions = groupHashes(this.#sessions, this.#rows, encodeBottomK)
    const { starts, cells } = this.#cells.byLane()
    let at = 0
    for (const stream of this.#streamsBySeries()) {
      const lane = this.#laneOf[stream]!
      const offset = stream - this.#firstStream[lane]!
      const measured = this.#kind[stream] === MEASURE
      for (let i = starts[lane]!; i < starts[lane + 1]!; i++) {
        const row = this.#firstRow[cells[i]!]! + offset
        if (this.#n[row] === 0) continue
        into.seriesId[at] = this.#seriesId[stream]!
        into.minute[at] = this.#cells.minutes[cells[i]!]!
        into.n[at] = this.#n[row]!
        into.weightSum[at] = this.#weight[row]!
        into.sum[at] = saturate(this.#sum[row]!)
        into.sumSq[at] = saturate(this.#sumSq[row]!)
        into.min[at] = measured ? this.#min[row]! : Number.NaN
        into.max[at] = measured ? this.#max[row]! : Number.NaN
        if (this.#sketched[stream] === 1) {
          sortSlice(keys.values, keys.starts[row]!, keys.starts[row + 1]!)
          appendSketch(into.sketch, at, keys.values, keys.starts[row]!, keys.starts[row + 1]!)
        } else setBytes(into.sketch, at, null)
        setBytes(into.distinct, at, this.#kind[stream]! >= ACTOR ? distinct(row) : null)
        setBytes(into.actors, at, this.#withSets[stream] === 1 ? actors(row) : null)
        setBytes(into.sessions, at, this.#withSets[stream] === 1 ? sessions(row) : null)
        at++
      }
    }
    into.length = at
    return into
  }

  #streamsBySeries(): Int32Array {
    return Int32Array.from(this.#seriesId.keys()).sort((a, b) => this.#seriesId[a]! - this.#seriesId[b]!)
  }

  /** The rows, in no particular order. Rows that got no event (an absent measure) are left out. */
  *drain(): Generator<FoldedRow> {
    const sketches = groupSketches(this.#keys, this.#rows)
    const distinct = groupHashes(this.#distinct, this.#rows, encodeHashes)
    const actors = groupHashes(this.#actors, this.#rows, encodeBottomK)
    const sessions = groupHashes(this.#sessions, this.#rows, encodeBottomK)
    for (let cell = 0; cell < this.#cells.count; cell++) {
      const lane = this.#cells.lanes[cell]!
      const first = this.#firstStream[lane]!
      const streams = this.#firstStream[lane + 1]! - first
      for (let offset = 0; offset < streams; offset++) {
        const row = this.#firstRow[cell]! + offset
        if (this.#n[row] === 0) continue
        const measured = this.#kind[first + offset] === MEASURE
        yield {
          seriesId: this.#seriesId[first + offset]!,
          minute: this.#cells.minutes[cell]!,
          n: this.#n[row]!,
          weightSum: this.#weight[row]!,
          sum: saturate(this.#sum[row]!),
          sumSq: saturate(this.#sumSq[row]!),
          min: measured ? this.#min[row]! : null,
          max: measured ? this.#max[row]! : null,
          sketch: this.#sketched[first + offset] === 1 ? sketches(row) : null,
          distinct: this.#kind[first + offset]! >= ACTOR ? distinct(row) : null,
          actors: this.#withSets[first + offset] === 1 ? actors(row) : null,
          sessions: this.#withSets[first + offset] === 1 ? sessions(row) : null,
        }
      }
    }
  }
}

function groupSketches(log: RowLog, rows: number): (row: number) => Uint8Array {
  const { starts, values } = log.group(rows)
  return (row) => {
    sortSlice(values, starts[row]!, starts[row + 1]!)
    return encodeBins(values, starts[row]!, starts[row + 1]!)
  }
}

type EncodeHashes = (high: Uint32Array, low: Uint32Array, start: number, end: number) => Uint8Array

function groupHashes(log: HashLog, rows: number, encode: EncodeHashes): (row: number) => Uint8Array {
  if (log.length === 0) return () => encode(NO_HASHES, NO_HASHES, 0, 0)
  const { starts, high, low } = log.group(rows)
  return (row) => encode(high, low, starts[row]!, starts[row + 1]!)
}

const NO_HASHES = new Uint32Array(0)

/** Sums beyond float64 stay at its end, so that one row can never hold an infinity or NaN. */
function saturate(sum: number): number {
  if (Number.isNaN(sum)) return 0
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, sum))
}
