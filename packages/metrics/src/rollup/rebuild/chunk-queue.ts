/** Chunks on their way into a COPY: written as they come, and `push` waits while too many bytes lie ahead. */
export class ChunkQueue implements AsyncIterable<Uint8Array> {
  readonly #maxBytes: number
  #chunks: Uint8Array[] = []
  #bytes = 0
  #ended = false
  #failure: unknown
  #changed = Promise.withResolvers<void>()

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  async push(chunks: readonly Uint8Array[]): Promise<void> {
    for (const chunk of chunks) {
      this.#chunks.push(chunk)
      this.#bytes += chunk.length
    }
    this.#signal()
    while (this.#bytes > this.#maxBytes && !this.#ended) await this.#changed.promise
  }

  /** No more chunks; those who wait to push may go on. */
  end(): void {
    this.#ended = true
    this.#signal()
  }

  /** What is left is not worth writing: whoever reads the chunks gets the error. */
  fail(error: unknown): void {
    this.#failure = error
    this.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure
      const chunk = this.#chunks.shift()
      if (chunk !== undefined) {
        yield chunk
        this.#bytes -= chunk.length
        this.#signal()
      } else if (this.#ended) return
      else await this.#changed.promise
    }
  }

  #signal(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
