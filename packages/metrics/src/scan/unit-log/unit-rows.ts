/** Events of units as columns, small enough to keep millions of them. */
export interface UnitRows {
  length: number
  /** two words per event: the first 64 bits of the unit's pseudonym */
  unit: Uint32Array
  /** epoch ms */
  time: Float64Array
  /** place of the event's dimension set */
  place: Int32Array
  /** the first word of the other subject: the session of an actor's event, the actor of a session's; 0 for none, the unit's own where it is not read */
  other: Uint32Array
  /** two words per event that sort as its id does among events of one unit at one time, short of a chance of 2^-32 */
  rank: Uint32Array
  weight: Float64Array
}

export const createUnitRows = (capacity: number): UnitRows => ({
  length: 0,
  unit: new Uint32Array(capacity * 2),
  time: new Float64Array(capacity),
  place: new Int32Array(capacity),
  other: new Uint32Array(capacity),
  rank: new Uint32Array(capacity * 2),
  weight: new Float64Array(capacity),
})

/** What is read of raw events for their units; see EventChunk. */
interface Chunk {
  readonly length: number
  readonly time: Float64Array
  readonly set: Int32Array
  readonly id: Uint32Array
  readonly weight: Float64Array
  readonly actor: Uint32Array
  readonly session: Uint32Array
}

/**
 * Spreads a chunk over shards by unit, so that all events of a unit meet in one. Events without the unit are left out. Each
 * shard must have room for the whole chunk. Pure but for what it writes into `shards`.
 */
export function spreadRows(
  chunk: Chunk,
  unit: 'actor' | 'session',
  sets: { readonly first: number; readonly place: Int32Array },
  shards: readonly UnitRows[],
): void {
  const { length, time, set, id, weight } = chunk
  const units = unit === 'actor' ? chunk.actor : chunk.session
  const read = unit === 'actor' ? chunk.session : chunk.actor
  const others = read.length > 0 ? read : units
  for (let i = 0; i < length; i++) {
    const at = i * 4
    const high = units[at]!
    const low = units[at + 1]!
    const place = sets.place[set[i]! - sets.first] ?? -1
    if (place < 0 || (high === 0 && low === 0)) continue
    const rows = shards[high % shards.length]!
    const to = rows.length++
    rows.unit[to * 2] = high
    rows.unit[to * 2 + 1] = low
    rows.time[to] = time[i]!
    rows.place[to] = place
    rows.other[to] = others[at]!
    // The low 32 bits of the id's milliseconds, then 12 + 20 bits of what follows, without version and variant.
    rows.rank[to * 2] = (id[at]! << 16) | (id[at + 1]! >>> 16)
    rows.rank[to * 2 + 1] = (id[at + 1]! << 20) | ((id[at + 2]! & 0x3fffffff) >>> 10)
    rows.weight[to] = weight[i]!
  }
}
