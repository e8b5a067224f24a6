import type pg from 'pg'
import type { WireConnection } from './copy-frames.ts'
import type { PoolClient } from './pools.ts'

type CopyInConnection = WireConnection & { endCopyFrom(): void; sendCopyFail(reason: string): void }

const COPY_DATA = 0x64

/** pg `Submittable` that waits for the server to ask for data. */
class CopyInQuery {
  readonly #sql: string
  readonly #started = Promise.withResolvers<CopyInConnection>()
  readonly #ended = Promise.withResolvers<number>()
  #rows = 0

  constructor(sql: string) {
    this.#sql = sql
    // The caller may be feeding data, and not waiting for these, when the server fails.
    this.#started.promise.catch(() => undefined)
    this.#ended.promise.catch(() => undefined)
  }

  get started(): Promise<CopyInConnection> {
    return this.#started.promise
  }

  get ended(): Promise<number> {
    return this.#ended.promise
  }

  submit(connection: WireConnection): void {
    connection.query(this.#sql)
  }

  handleCopyInResponse(connection: CopyInConnection): void {
    this.#started.resolve(connection)
  }

  handleError(error: Error): void {
    this.#started.reject(error)
    this.#ended.reject(error)
  }

  handleCommandComplete(message: { text?: string }): void {
    this.#rows = Number(/^COPY (\d+)$/.exec(message.text ?? '')?.[1] ?? 0)
  }

  handleReadyForQuery(): void {
    this.#ended.resolve(this.#rows)
  }
}

/** Writes one CopyData message; waits where the socket's buffer is full, or until the COPY has failed. */
async function sendChunk(connection: CopyInConnection, chunk: Uint8Array, ended: Promise<unknown>): Promise<void> {
  const head = Buffer.allocUnsafe(5)
  head[0] = COPY_DATA
  head.writeUInt32BE(chunk.length + 4, 1)
  connection.stream.write(head)
  if (connection.stream.write(chunk)) return
  const drained = Promise.withResolvers<void>()
  const wake = () => drained.resolve()
  connection.stream.once('drain', wake)
  try {
    await Promise.race([drained.promise, ended])
  } finally {
    connection.stream.off('drain', wake)
  }
}

/**
 * Runs `COPY target FROM STDIN (FORMAT binary)` with the chunks of a `BinaryRowWriter` and answers the number of rows.
 * `target` is a table with its column list. An error from the chunks makes the server roll the COPY back.
 */
export async function copyInBinary(
  client: PoolClient,
  target: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  const query = new CopyInQuery(`COPY ${target} FROM STDIN (FORMAT binary)`)
  client.query(query as unknown as pg.Submittable)
  const connection = await query.started
  try {
    for await (const chunk of chunks) await sendChunk(connection, chunk, query.ended)
  } catch (error) {
    connection.sendCopyFail('the sender failed')
    await query.ended.catch(() => undefined)
    throw error
  }
  connection.endCopyFrom()
  return query.ended
}
