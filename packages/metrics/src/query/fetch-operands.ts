import type { RowBytes } from './fetch-rows.ts'
import type { FetchedRead } from './gather.ts'
import type { Operand, Read } from './normalise.ts'
import type { Plan } from './plan.ts'
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

interface Question {
  readonly operands: readonly Operand[]
  readonly breakdown: readonly string[]
  readonly plan: Plan
}

function match(reader: Reader, { operands, breakdown }: Question): Promise<Matched>[] {
  return operands.flatMap((operand, place) =>
    operand.reads.map(async (read) => {
      const series = await reader.series(read, dimensionsFor(breakdown, operand, read))
      return { place, read, bytes: bytesFor(operand), series }
    }),
  )
}

/** Reads everything that the operands are computed from: one statement for all that need the same columns. */
export async function fetchOperands(reader: Reader, question: Question): Promise<FetchedRead[][]> {
  const matched = await Promise.all(match(reader, question))
  const rowsOf = (bytes: RowBytes) => {
    const ids = matched.filter((one) => one.bytes === bytes).flatMap(({ series }) => series.map(({ id }) => id))
    return reader.rows(
      [...new Set(ids)].sort((a, b) => a - b),
      question.plan.segments,
      bytes,
    )
  }
  const reads = await Promise.all(
    matched.map(async ({ place, read, bytes, series }) => {
      const rows = await rowsOf(bytes)
      return {
        place,
        fetched: { part: read.part, currency: read.currency, series, rows },
      }
    }),
  )
  return question.operands.map((_, place) => reads.filter((one) => one.place === place).map(({ fetched }) => fetched))
}
