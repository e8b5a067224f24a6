/** Thrown when bytes are not a canonical encoding of the named sketch: wrong version, truncated, or out of bounds. */
export class CorruptSketchError extends Error {
  readonly sketch: 'ddsketch' | 'hyperloglog' | 'bottom-k'

  constructor(sketch: 'ddsketch' | 'hyperloglog' | 'bottom-k', reason: string) {
    super(`corrupt ${sketch}: ${reason}`)
    this.name = 'CorruptSketchError'
    this.sketch = sketch
  }
}
