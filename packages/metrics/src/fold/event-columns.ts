/**
 * A chunk of events as columns. `lane` indexes the fold's lanes; `measures` holds `stride` slots per event, NaN where
 * the event carries none; actor and session are the first 64 bits of the pseudonym, 0 and 0 for none.
 */
export interface EventColumns {
  length: number
  lane: Int32Array
  /** minutes since the epoch */
  minute: Int32Array
  weight: Float64Array
  stride: number
  measures: Float64Array
  actorHigh: Uint32Array
  actorLow: Uint32Array
  sessionHigh: Uint32Array
  sessionLow: Uint32Array
}

export function createEventColumns(capacity: number, stride: number): EventColumns {
  return {
    length: 0,
    lane: new Int32Array(capacity),
    minute: new Int32Array(capacity),
    weight: new Float64Array(capacity),
    stride,
    measures: new Float64Array(capacity * stride).fill(Number.NaN),
    actorHigh: new Uint32Array(capacity),
    actorLow: new Uint32Array(capacity),
    sessionHigh: new Uint32Array(capacity),
    sessionLow: new Uint32Array(capacity),
  }
}
