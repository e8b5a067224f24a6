/** Rising instants, about one `period` (ms) apart, that cut time into buckets. */
export class Edges {
  readonly starts: Float64Array
  readonly #period: number

  constructor(starts: readonly number[], period: number) {
    this.starts = Float64Array.from(starts)
    this.#period = period
  }

  /** Index of the last edge at or before an instant within the edges. A guess and a few steps: edges are nearly even. */
  indexOf(at: number): number {
    const { starts } = this
    let index = Math.min(Math.max(Math.floor((at - starts[0]!) / this.#period), 0), starts.length - 1)
    while (index > 0 && starts[index]! > at) index--
    while (index + 1 < starts.length && starts[index + 1]! <= at) index++
    return index
  }
}
