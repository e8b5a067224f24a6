import type { BinaryRowWriter } from '@tidemark/db'

/** The columns that `writeEvent` writes, in its order. */
export const EVENT_COPY_TARGET = `event (occurred_at, bucketed_at, received_at, weight, project_id, dimension_set_id, id, actor_id,
  session_id, measures)`

const COLUMNS = 10
/** How long an event is on its way. */
const TRAVEL_MS = 300

/** A stored event as columns. */
export interface EventRow {
  /** epoch ms */
  readonly at: number
  readonly bucketedAt: number
  readonly weight: number
  readonly projectId: number
  readonly set: number
  readonly id: Uint8Array
  readonly actor: Uint8Array | null
  readonly session: Uint8Array | null
  readonly measures: ArrayLike<number>
}

export function writeEvent(writer: BinaryRowWriter, event: EventRow): void {
  writer.startRow(COLUMNS)
  writer.timestamptz(event.at)
  writer.timestamptz(event.bucketedAt)
  writer.timestamptz(event.at + TRAVEL_MS)
  writer.float8(event.weight)
  writer.int4(event.projectId)
  writer.int4(event.set)
  writer.uuid(event.id)
  writeOptional(writer, event.actor)
  writeOptional(writer, event.session)
  writer.float8Array(event.measures)
}

function writeOptional(writer: BinaryRowWriter, id: Uint8Array | null): void {
  if (id === null) writer.null()
  else writer.uuid(id)
}

/** Writes a time and random bits as a UUIDv7. */
export function writeId(target: Buffer, ms: number, word: () => number): void {
  target.writeUIntBE(ms, 0, 6)
  target.writeUInt32BE(word(), 6)
  target.writeUInt32BE(word(), 10)
  target.writeUInt16BE(word() >>> 16, 14)
  target[6] = 0x70 | (target[6]! & 0x0f)
  target[8] = 0x80 | (target[8]! & 0x3f)
}
