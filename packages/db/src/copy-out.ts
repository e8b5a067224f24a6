import type { ColumnKind } from './binary-columns.ts'
import { BinaryRowReader, type RowBatch } from './binary-copy-reader.ts'
import { startCopyOut } from './copy-frames.ts'
import type { PoolClient } from './pools.ts'

const toCopy = (select: string): string => `COPY (${select}) TO STDOUT (FORMAT binary)`

export type ScanOptions = {
  /** Most rows per batch. Default 8,192. */
  batchRows?: number
}

/**
 * Streams a SELECT into typed arrays: `onBatch` runs on the calling thread, as fast as rows arrive, and the arrays are
 * reused (see `BinaryRowReader` for shapes and nulls). `kinds` must match the selected columns in number and type. The
 * select takes no parameters: only put numbers and quoted literals of your own into it. An error thrown by `onBatch`
 * cuts the connection and is rethrown. Answers the number of rows.
 */
export async function scanRows<const Kinds extends readonly ColumnKind[]>(
  client: PoolClient,
  select: string,
  kinds: Kinds,
  onBatch: (batch: RowBatch<Kinds>) => void,
  { batchRows = 8192 }: ScanOptions = {},
): Promise<number> {
  let rows = 0
  const reader = new BinaryRowReader(
    kinds,
    (batch) => {
      rows += batch.rows
      onBatch(batch)
    },
    batchRows,
  )
  await startCopyOut(client, toCopy(select), { onFrame: reader.readFrame }).ended
  reader.flush()
  return rows
}

/**
 * The bytes of a binary COPY of a SELECT, header and trailer included, in chunks that end at row boundaries. Reads from
 * the server only as fast as it is consumed. Leaving the loop early cuts the connection.
 */
export async function* copyBinary(client: PoolClient, select: string): AsyncGenerator<Buffer, void, undefined> {
  const frames: Buffer[] = []
  let wake = Promise.withResolvers<void>()
  let done = false
  const query = startCopyOut(client, toCopy(select), {
    onFrame: (bytes, start, end) => frames.push(bytes.subarray(start, end)),
    onFlush: () => {
      wake.resolve()
      return frames.length > 0
    },
  })
  const finish = () => {
    done = true
    wake.resolve()
  }
  query.ended.then(finish, finish)
  try {
    for (;;) {
      await wake.promise
      wake = Promise.withResolvers<void>()
      if (frames.length > 0) yield Buffer.concat(frames.splice(0))
      if (done) break
      query.resume()
    }
    if (frames.length > 0) yield Buffer.concat(frames.splice(0))
    await query.ended
  } finally {
    if (!done) query.abort(new Error('the copy was not read to its end'))
  }
}
