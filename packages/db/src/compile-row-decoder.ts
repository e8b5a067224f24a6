import {
  arrayWidth,
  type ByteStrings,
  type ColumnArray,
  type ColumnKind,
  NULL_INT,
  POSTGRES_EPOCH_MS,
} from './binary-columns.ts'

/**
 * Decodes the fields of one binary COPY row that begin at `at` into element `row` of the columns; answers where they end.
 * `view` and `bytes` are the same memory.
 */
export type RowDecoder = (
  view: DataView,
  bytes: Buffer,
  at: number,
  row: number,
  columns: readonly ColumnArray<ColumnKind>[],
) => number

/** Bytes of a value, for the kinds that always have as many: anything else means that the SQL selects another type. */
const SIZES: Partial<Record<ColumnKind, number>> = { int2: 2, int4: 4, int8: 8, float8: 8, timestamptz: 8, uuid: 16 }
const FLOAT8_OID = 701

const INT8 = 'view.getInt32(at) * 4294967296 + view.getUint32(at + 4)'

/** How a field that is not null is stored. Every statement may use view, bytes, at, size, row, its column `c` and keepBytes. */
function storeField(kind: ColumnKind): string {
  switch (kind) {
    case 'int2':
      return 'c[row] = view.getInt16(at)'
    case 'int4':
      return 'c[row] = view.getInt32(at)'
    case 'int8':
      return `c[row] = ${INT8}`
    case 'float8':
      return 'c[row] = view.getFloat64(at)'
    case 'timestamptz':
      return `c[row] = (${INT8}) / 1000 + ${POSTGRES_EPOCH_MS}`
    case 'uuid':
      return `const to = row * 4
        c[to] = view.getUint32(at)
        c[to + 1] = view.getUint32(at + 4)
        c[to + 2] = view.getUint32(at + 8)
        c[to + 3] = view.getUint32(at + 12)`
    case 'bytea':
      return 'keepBytes(c, row, bytes, at, size)'
    case 'text':
      return `c[row] = bytes.toString('utf8', at, at + size)`
    default:
      return storeFloats(arrayWidth(kind)!)
  }
}

/** Array layout: dimensions, null flag, element type, then per dimension its length and lower bound, then the elements. */
function storeFloats(width: number): string {
  return `const dimensions = view.getInt32(at)
    if (dimensions > 1 || view.getInt32(at + 8) !== ${FLOAT8_OID}) throw new Error('expected a flat float8[]')
    const length = dimensions === 0 ? 0 : view.getInt32(at + 12)
    const to = row * ${width}
    let p = at + 20
    for (let i = 0; i < ${width}; i++) {
      if (i >= length) { c[to + i] = NaN; continue }
      const bytesOfElement = view.getInt32(p)
      p += 4
      if (bytesOfElement < 0) c[to + i] = NaN
      else { c[to + i] = view.getFloat64(p); p += 8 }
    }`
}

function storeNull(kind: ColumnKind): string {
  if (kind === 'int2' || kind === 'int4') return `c[row] = ${NULL_INT}`
  if (kind === 'uuid') return 'c.fill(0, row * 4, row * 4 + 4)'
  if (kind === 'bytea') return 'c.starts[row + 1] = c.starts[row]'
  if (kind === 'text') return 'c[row] = null'
  const width = arrayWidth(kind) ?? 1
  return `c.fill(NaN, row * ${width}, row * ${width} + ${width})`
}

function decodeField(kind: ColumnKind, index: number): string {
  const expected = SIZES[kind]
  const check =
    expected === undefined
      ? ''
      : `if (size !== ${expected}) throw new Error('column ${index + 1} is not of type ${kind}: ' + size + ' bytes')`
  return `{
    const c = columns[${index}]
    const size = view.getInt32(at)
    at += 4
    if (size < 0) { ${storeNull(kind)} } else {
    ${check}
    ${storeField(kind)}
    at += size }
  }`
}

/** Longer ones are copied faster by the call that takes longer to begin. */
const LOOP_BYTES = 256

/** Rows come in order, so that each begins where the one before it ended. */
function keepBytes(column: ByteStrings, row: number, from: Buffer, at: number, size: number): void {
  const to = column.starts[row]!
  const end = to + size
  if (end > column.bytes.length) {
    const larger = new Uint8Array(Math.max(end, 2 * column.bytes.length, 4096))
    larger.set(column.bytes.subarray(0, to))
    column.bytes = larger
  }
  const target = column.bytes
  if (size > LOOP_BYTES) from.copy(target, to, at, at + size)
  else for (let i = 0; i < size; i++) target[to + i] = from[at + i]!
  column.starts[row + 1] = end
}

const compiled = new Map<string, RowDecoder>()

/**
 * The decoder of one row shape, made by writing its code. Ten million rows pass through it, and straight-line code with
 * known array types decodes three times as many per second as a loop over column kinds. Its source is made only of the
 * templates above and of whole numbers. Kept, so that a question does not begin with code that has yet to become fast.
 */
export function rowDecoderOf(kinds: readonly ColumnKind[]): RowDecoder {
  const name = kinds.join()
  const known = compiled.get(name)
  if (known !== undefined) return known
  const body = `return (view, bytes, at, row, columns) => {
    ${kinds.map(decodeField).join('\n')}
    return at
  }`
  const decode = new Function('keepBytes', body)(keepBytes) as RowDecoder
  compiled.set(name, decode)
  return decode
}
