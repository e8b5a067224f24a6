import type pg from 'pg'
import { isLending } from './lending-socket.ts'
import type { PoolClient } from './pools.ts'

/** The parts of pg's connection that COPY needs; its own types leave them out. */
export type WireConnection = { stream: NodeJS.ReadWriteStream; query(text: string): void }

const COPY_DATA = 0x64
const COPY_DONE = 0x63
const COPY_OUT_RESPONSE = 0x48
const ERROR_RESPONSE = 0x45
const READY_FOR_QUERY = 0x5a

/**
 * Receives the payload of each CopyData message, `bytes[start, end)`, which is valid during the call only. Postgres sends one
 * message per row.
 */
export type OnFrame = (bytes: Buffer, start: number, end: number) => void

type Ended = { rows: number }

/**
 * Runs `COPY ... TO STDOUT` on a pg client and takes the socket's bytes before pg's own parser does, which would make an
 * object per row. A pg `Submittable`: pg calls `submit` and the `handle...` methods.
 */
export class CopyOutQuery {
  readonly #sql: string
  readonly #onFrame: OnFrame
  readonly #cut: () => void
  readonly #ended = Promise.withResolvers<Ended>()
  #connection: WireConnection | undefined
  #pgListener: ((chunk: Buffer) => void) | undefined
  #partial: Buffer | undefined
  #partialSize = 0
  #rows = 0
  readonly #listener = (chunk: Buffer) => this.#receive(chunk)

  constructor(sql: string, onFrame: OnFrame, cut: () => void) {
    this.#sql = sql
    this.#onFrame = onFrame
    this.#cut = cut
  }

  /** Resolves when the server is done; rejects with the server's error or the one thrown by `onFrame`. */
  get ended(): Promise<Ended> {
    return this.#ended.promise
  }

  /** Gives up: the connection is cut, since nothing else stops a COPY that is under way. */
  abort(error: unknown): void {
    this.#ended.reject(error)
    this.#cut()
  }

  submit(connection: WireConnection): void {
    this.#connection = connection
    const listeners = connection.stream.listeners('data')
    this.#pgListener = listeners[0] as (chunk: Buffer) => void
    connection.stream.off('data', this.#pgListener)
    connection.stream.on('data', this.#listener)
    if (isLending(connection.stream)) connection.stream.lends = true
    connection.query(this.#sql)
  }

  #detach(rest: Buffer): void {
    const { stream } = this.#connection!
    if (isLending(stream)) stream.lends = false
    stream.off('data', this.#listener)
    stream.on('data', this.#pgListener!)
    const forward = this.#pgListener!
    this.#pgListener = undefined
    if (rest.length > 0) forward(Buffer.from(rest))
  }

  #receive(chunk: Buffer): void {
    try {
      const from = this.#partial === undefined ? 0 : this.#completePartial(chunk)
      if (this.#partial === undefined && this.#pgListener !== undefined) this.#scan(chunk, from)
    } catch (error) {
      this.abort(error)
    }
  }

  /** Hands out every whole message of the chunk and keeps the cut one at its end. */
  #scan(chunk: Buffer, from: number): void {
    const onFrame = this.#onFrame
    const end = chunk.length
    let at = from
    while (at + 5 <= end) {
      const next = at + 1 + ((chunk[at + 1]! << 24) | (chunk[at + 2]! << 16) | (chunk[at + 3]! << 8) | chunk[at + 4]!)
      if (next > end) break
      if (chunk[at] === COPY_DATA) {
        this.#rows++
        onFrame(chunk, at + 5, next)
      } else if (!this.#handleOther(chunk, at, next)) return
      at = next
    }
    if (at < end) this.#keepPartial(chunk, at)
  }

  #keepPartial(chunk: Buffer, at: number): void {
    const have = chunk.length - at
    const size = have >= 5 ? 1 + chunk.readInt32BE(at + 1) : 5
    this.#partial = Buffer.allocUnsafe(size)
    this.#partialSize = chunk.copy(this.#partial, 0, at)
  }

  /** Fills the cut message from the new chunk and hands it out when whole. Answers where the next message starts. */
  #completePartial(chunk: Buffer): number {
    let at = 0
    while (this.#partial !== undefined) {
      const taken = chunk.copy(this.#partial, this.#partialSize, at)
      at += taken
      this.#partialSize += taken
      if (this.#partialSize < this.#partial.length) return at
      const message = this.#partial
      const size = 1 + message.readInt32BE(1)
      if (message.length < size) {
        // Only its head was known so far: make room for the rest.
        this.#partial = Buffer.concat([message], size)
        continue
      }
      this.#partial = undefined
      if (message[0] === COPY_DATA) {
        this.#rows++
        this.#onFrame(message, 5, size)
      } else if (!this.#handleOther(message, 0, size, chunk.subarray(at))) return chunk.length
    }
    return at
  }

  /** False when the COPY is over and the rest of the bytes went back to pg. */
  #handleOther(bytes: Buffer, at: number, next: number, after?: Buffer): boolean {
    const code = bytes[at]
    if (code === COPY_OUT_RESPONSE) return true
    if (code === COPY_DONE || code === ERROR_RESPONSE || code === READY_FOR_QUERY) {
      const rest = bytes.subarray(code === COPY_DONE ? next : at)
      this.#detach(after === undefined ? rest : Buffer.concat([rest, after]))
      return false
    }
    // Notices, notifications and parameter changes may come at any time and are pg's business.
    this.#pgListener!(Buffer.from(bytes.subarray(at, next)))
    return true
  }

  handleError(error: Error): void {
    this.#ended.reject(error)
  }

  handleCommandComplete(): void {
    // The row count is known already.
  }

  handleReadyForQuery(): void {
    // The first and last messages of a binary COPY are its header (sent with the first row) and its trailer.
    this.#ended.resolve({ rows: this.#rows })
  }
}

/** Starts the COPY on a client that runs nothing else. */
export function startCopyOut(client: PoolClient, sql: string, onFrame: OnFrame): CopyOutQuery {
  // Ending a client that is busy destroys its socket, and tells its pool not to lend it again.
  const query = new CopyOutQuery(sql, onFrame, () => void client.end().catch(() => undefined))
  client.query(query as unknown as pg.Submittable)
  return query
}
