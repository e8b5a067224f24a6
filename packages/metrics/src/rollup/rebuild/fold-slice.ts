import type { PoolClient } from '@tidemark/db'
import { type ColumnArrays, type ColumnKind, NULL_INT } from '@tidemark/db/binary-columns'
import { scanRows } from '@tidemark/db/copy-out'
import { lowestUuid } from '@tidemark/db/partition-ranges'
import { type Calendar, createCalendar } from '../../calendar/calendar.ts'
import { createEventColumns, type EventColumns } from '../../fold/event-columns.ts'
import { Fold } from '../../fold/fold.ts'
import { createRowTable, type RowTable, trimTable } from '../../fold/row-table.ts'
import type { PlacedRow } from '../merge-rows.ts'
import { coarsen, rowAt } from './coarsen.ts'
import { RowEncoder } from './encode-rows.ts'
import type { FoldPlan, Slice } from './rebuild-plan.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const BATCH_ROWS = 8192

/** What folding one slice came to. */
export interface FoldedSlice {
  events: number
  /** rows of all grains inside `chunks` */
  rows: number
  /** 1m, 5m and 1h rows whose minutes lie in the slice, in the binary form of COPY */
  chunks: Uint8Array<ArrayBuffer>[]
  /** what the slice's minutes add to 1d rows */
  days: RowTable
  /** 1m rows of minutes that belong to other slices */
  strays: PlacedRow[]
}

type Kinds = readonly ['timestamptz', 'int4', 'float8', `float8[${number}]`, 'uuid', 'uuid']

function selectEvents(plan: FoldPlan, slice: Slice): string {
  const instant = (ms: number) => `'${new Date(ms).toISOString()}'`
  const columns = [
    'bucketed_at',
    'dimension_set_id',
    'weight',
    ...(plan.stride > 0 ? ['measures'] : ["'{}'::float8[]"]),
  ]
  if (plan.subjects) columns.push('actor_id', 'session_id')
  const conditions = [
    `project_id = ${Math.trunc(plan.projectId)}`,
    `id >= '${lowestUuid(slice.idFrom)}'`,
    `id < '${lowestUuid(slice.idTo)}'`,
  ]
  if (slice.outlying) conditions.push(`bucketed_at >= ${instant(plan.from)}`, `bucketed_at < ${instant(plan.to)}`)
  return `SELECT ${columns.join(', ')} FROM event WHERE ${conditions.join(' AND ')}`
}

/** Folds slices of one plan, one after the other, on one connection. Live ingest's kernel does the work. */
export class SliceFolder {
  readonly #plan: FoldPlan
  readonly #client: PoolClient
  readonly #calendar: Calendar
  readonly #own: EventColumns
  readonly #stray: EventColumns
  // Kept from slice to slice: they are large, and new memory is dearer than used memory.
  readonly #ownFold: Fold
  readonly #strayFold: Fold
  readonly #tables = {
    minutes: createRowTable(),
    fives: createRowTable(),
    hours: createRowTable(),
    days: createRowTable(),
  }

  constructor(plan: FoldPlan, client: PoolClient) {
    this.#plan = plan
    this.#client = client
    this.#calendar = createCalendar(plan)
    this.#own = createEventColumns(BATCH_ROWS, 0)
    this.#stray = createEventColumns(BATCH_ROWS, plan.stride)
    this.#ownFold = new Fold(plan.lanes)
    this.#strayFold = new Fold(plan.lanes)
  }

  async fold(slice: Slice): Promise<FoldedSlice> {
    const plan = this.#plan
    const own = this.#ownFold
    const strays = this.#strayFold
    own.clear()
    strays.clear()
    const kinds = ['timestamptz', 'int4', 'float8', `float8[${plan.stride}]`, 'uuid', 'uuid'] as const
    const read = plan.subjects ? kinds : kinds.slice(0, 4)
    let events = 0
    await scanRows(
      this.#client,
      selectEvents(plan, slice),
      read as readonly ColumnKind[],
      (batch) => {
        events += this.#sort(batch.rows, batch.columns as unknown as ColumnArrays<Kinds>, slice)
        if (this.#own.length > 0) own.add(this.#own)
        if (this.#stray.length > 0) strays.add(this.#stray)
      },
      { batchRows: BATCH_ROWS },
    )
    const found = listRows(strays.table(this.#tables.minutes))
    return { events, ...this.#finish(own.table(this.#tables.minutes)), strays: found }
  }

  /** Sorts a batch into the slice's own minutes, in place, and strays. Answers how many events are folded. */
  #sort(rows: number, [at, set, weight, measures, actor, session]: ColumnArrays<Kinds>, slice: Slice): number {
    const { from, to, firstSet, laneOfSet, stride } = this.#plan
    const ownFrom = slice.outlying ? 0 : slice.idFrom
    const ownTo = slice.outlying ? 0 : slice.idTo
    const { lane, minute } = this.#own
    let kept = 0
    this.#stray.length = 0
    for (let i = 0; i < rows; i++) {
      const ms = at[i]!
      const place = set[i] === NULL_INT ? -1 : (laneOfSet[set[i]! - firstSet] ?? -1)
      if (place < 0 || ms < from || ms >= to) continue
      if (ms < ownFrom || ms >= ownTo) {
        this.#addStray(i, place, ms, weight, measures, actor, session)
        continue
      }
      lane[kept] = place
      minute[kept] = Math.floor(ms / MINUTE_MS)
      if (kept !== i) {
        weight[kept] = weight[i]!
        for (let m = 0; m < stride; m++) measures[kept * stride + m] = measures[i * stride + m]!
      }
      if (actor !== undefined) copySubjects(this.#own, kept, actor, session, i)
      kept++
    }
    this.#own.length = kept
    this.#own.weight = weight
    this.#own.measures = measures
    this.#own.stride = stride
    return kept + this.#stray.length
  }

  #addStray(
    i: number,
    place: number,
    ms: number,
    weight: Float64Array,
    measures: Float64Array,
    actor: Uint32Array | undefined,
    session: Uint32Array | undefined,
  ): void {
    const stray = this.#stray
    const to = stray.length++
    stray.lane[to] = place
    stray.minute[to] = Math.floor(ms / MINUTE_MS)
    stray.weight[to] = weight[i]!
    for (let m = 0; m < stray.stride; m++) stray.measures[to * stray.stride + m] = measures[i * stray.stride + m]!
    if (actor !== undefined && session !== undefined) copySubjects(stray, to, actor, session, i)
  }

  #finish(minutes: RowTable): Pick<FoldedSlice, 'rows' | 'chunks' | 'days'> {
    const { fives, hours, days } = this.#tables
    coarsen(minutes, (minute) => Math.floor(minute / 5) * 5, fives)
    coarsen(fives, (minute) => Math.floor(minute / 60) * 60, hours)
    const chunks: Uint8Array<ArrayBuffer>[] = []
    const encoder = new RowEncoder(this.#plan.revision, (chunk) => chunks.push(chunk))
    encoder.write(minutes, '1m')
    encoder.write(fives, '5m')
    encoder.write(hours, '1h')
    encoder.flush()
    coarsen(this.#cutsHours() ? fives : hours, (minute) => dayOf(this.#plan, this.#calendar, minute), days)
    return { rows: minutes.length + fives.length + hours.length, chunks, days: trimTable(days) }
  }

  /** Whether local days of the plan begin inside a UTC hour. */
  #cutsHours(): boolean {
    const { days } = this.#plan
    return this.#calendar.buckets('1d', days.from, days.to + 1).some((start) => start % HOUR_MS !== 0)
  }
}

/** Start of the local day of a minute, in minutes; NaN outside the days of the plan. */
export function dayOf(plan: Pick<FoldPlan, 'days'>, calendar: Calendar, minute: number): number {
  const ms = minute * MINUTE_MS
  if (ms < plan.days.from || ms >= plan.days.to) return Number.NaN
  return calendar.bucketStart('1d', ms) / MINUTE_MS
}

function copySubjects(to: EventColumns, at: number, actor: Uint32Array, session: Uint32Array, from: number): void {
  to.actorHigh[at] = actor[from * 4]!
  to.actorLow[at] = actor[from * 4 + 1]!
  to.sessionHigh[at] = session[from * 4]!
  to.sessionLow[at] = session[from * 4 + 1]!
}

/** Rows with bytes of their own, so that a message carries no more than them. */
function listRows(table: RowTable): PlacedRow[] {
  return Array.from({ length: table.length }, (_, row) => {
    const { sketch, distinct, actors, sessions, ...rest } = rowAt(table, row)
    const own = (bytes: Uint8Array | null) => (bytes === null ? null : bytes.slice())
    return { ...rest, sketch: own(sketch), distinct: own(distinct), actors: own(actors), sessions: own(sessions) }
  })
}
