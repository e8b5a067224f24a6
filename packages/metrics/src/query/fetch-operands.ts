import type { Segment } from './cover-range.ts'
import type { RowBytes } from './fetch-rows.ts'
import type { FetchedRead } from './gather.ts'
import type { Operand, Read } from './normalise.ts'
import type { Reader } from './reader.ts'

/** Sketches and sets are read only by what needs them: they are most of a row's bytes. */
function bytesFor({ spec, stat }: Operand): RowBytes {
  if (spec.kind === 'distinct') return 'distinct'
  if (spec.kind === 'within') return 'sketch'
  return spec.kind === 'distribution' && !['mean', 'min', 'max'].includes(stat) ? 'sketch' : 'none'
}

/** One read with the series that it matches. */
interface Matched {
  readonly place: number
  readonly read: Read
  readonly bytes: RowBytes
  readonly series: FetchedRead['series']
}

/** Which dimensions a series' key is of: the breakdown, the dimension of an entropy, the currency. */
function dimensionsFor(breakdown: readonly string[], { spec }: Operand, { currency }: Read): string[] {
  const by = spec.kind === 'entropy' ? [spec.by] : []
  return [...breakdown, ...by, ...(currency === null ? [] : [currency])]
}

/** Which series each read of each operand is of. */
export function matchOperands(
  reader: Reader,
  operands: readonly Operand[],
  breakdown: readonly string[],
): Promise<Matched[]> {
  return Promise.all(
    operands.flatMap((operand, place) =>
      operand.reads.map(async (read) => {
        const series = await reader.series(read, dimensionsFor(breakdown, operand, read))
        return { place, read, bytes: bytesFor(operand), series }
      }),
    ),
  )
}

const byNumber = (a: number, b: number): number => a - b

/** Reads everything that the operands are computed from: one statement for all that need the same columns. */
export async function fetchOperands(
  reader: Reader,
  operands: readonly Operand[],
  matched: readonly Matched[],
  segments: readonly Segment[],
): Promise<FetchedRead[][]> {
  const rowsOf = async (bytes: RowBytes) => {
    const ids = matched.filter((one) => one.bytes === bytes).flatMap(({ series }) => series.map(({ id }) => id))
    return [bytes, await reader.rows(Array.from(new Set(ids)).sort(byNumber), segments, bytes)] as const
  }
  const rows = new Map(await Promise.all([...new Set(matched.map(({ bytes }) => bytes))].map(rowsOf)))
  return operands.map((_, place) =>
    matched
      .filter((one) => one.place === place)
      .map(({ read, bytes, series }) => ({ part: read.part, currency: read.currency, series, rows: rows.get(bytes)! })),
  )
}
