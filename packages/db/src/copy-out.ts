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
  await startCopyOut(client, toCopy(select), reader.readFrame).ended
  reader.flush()
  return rows
}
