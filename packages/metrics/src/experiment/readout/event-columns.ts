/** Events as columns: one entry per event, four words per pseudonym (zeros: none). */
export interface EventColumns {
  readonly length: number
  /** epoch ms */
  readonly time: Float64Array
  /** id of the dimension set */
  readonly set: Int32Array
  readonly weight: Float64Array
  readonly unit: Uint32Array
  readonly actor: Uint32Array
  /** one column per measure that was read; NaN: the event does not carry it */
  readonly measures: readonly Float64Array[]
}
