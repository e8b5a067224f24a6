import { parseUuid } from '@tidemark/platform'
import { POSTGRES_EPOCH_MS } from './binary-columns.ts'

/**
 * Parameters for `unnest($1::int4[], $2::text[], ...)`, in the binary form of a one-dimensional Postgres array: pg sends a
 * Buffer as a binary value, so nothing is printed, quoted or parsed on either side. The cast in the SQL must name exactly
 * the element type.
 */
export type ArrayParameter = Buffer

const OID = { bytea: 17, int8: 20, int2: 21, int4: 23, text: 25, float8: 701, timestamptz: 1184, uuid: 2950 } as const
const HEAD_BYTES = 20
const TWO_32 = 0x1_0000_0000

type Write<T> = (target: Buffer, value: T, at: number) => void

function writeHead(target: Buffer, oid: number, length: number, hasNull: boolean): void {
  target.writeInt32BE(1, 0)
  target.writeInt32BE(hasNull ? 1 : 0, 4)
  target.writeInt32BE(oid, 8)
  target.writeInt32BE(length, 12)
  target.writeInt32BE(1, 16)
}

function emptyArray(oid: number): Buffer {
  const target = Buffer.alloc(12)
  target.writeInt32BE(oid, 8)
  return target
}

function fixedWidth<T>(oid: number, width: number, values: ArrayLike<T | null>, write: Write<T>): ArrayParameter {
  const { length } = values
  if (length === 0) return emptyArray(oid)
  const target = Buffer.allocUnsafe(HEAD_BYTES + length * (4 + width))
  let at = HEAD_BYTES
  let hasNull = false
  for (let i = 0; i < length; i++) {
    const value = values[i] as T | null
    if (value === null) {
      target.writeInt32BE(-1, at)
      hasNull = true
      at += 4
      continue
    }
    target.writeInt32BE(width, at)
    write(target, value, at + 4)
    at += 4 + width
  }
  writeHead(target, oid, length, hasNull)
  return target.subarray(0, at)
}

function writeInt8(target: Buffer, value: number, at: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError('an int8 value must be a whole number within 2^53')
  const high = Math.floor(value / TWO_32)
  target.writeInt32BE(high, at)
  target.writeUInt32BE(value - high * TWO_32, at + 4)
}

/** Throws RangeError, as all whole-number arrays do, on a value that does not fit. */
export function int2Array(values: ArrayLike<number | null>): ArrayParameter {
  return fixedWidth(OID.int2, 2, values, (target, value: number, at) => target.writeInt16BE(value, at))
}

export function int4Array(values: ArrayLike<number | null>): ArrayParameter {
  return fixedWidth(OID.int4, 4, values, (target, value: number, at) => target.writeInt32BE(value, at))
}

export function int8Array(values: ArrayLike<number | null>): ArrayParameter {
  return fixedWidth(OID.int8, 8, values, writeInt8)
}

export function float8Array(values: ArrayLike<number | null>): ArrayParameter {
  return fixedWidth(OID.float8, 8, values, (target, value: number, at) => target.writeDoubleBE(value, at))
}

/** From epoch milliseconds. Microseconds have to fit a number, so years 1715 to 2285; outside it throws RangeError. */
export function timestamptzArray(values: ArrayLike<number | null>): ArrayParameter {
  return fixedWidth(OID.timestamptz, 8, values, (target, ms: number, at) =>
    writeInt8(target, (ms - POSTGRES_EPOCH_MS) * 1000, at),
  )
}

/** From ids in text form. */
export function uuidArray(values: ArrayLike<string | null>): ArrayParameter {
  return fixedWidth(OID.uuid, 16, values, (target, id: string, at) => void parseUuid(id, target, at))
}

/** From ids as four unsigned words each, most significant first. */
export function uuidWordsArray(words: Uint32Array): ArrayParameter {
  const places = Array.from({ length: words.length / 4 }, (_, i) => i * 4)
  return fixedWidth(OID.uuid, 16, places, (target, place: number, at) => {
    for (let i = 0; i < 4; i++) target.writeUInt32BE(words[place + i]!, at + i * 4)
  })
}

export function byteaArray(values: ArrayLike<Uint8Array | null>): ArrayParameter {
  let bytes = HEAD_BYTES
  for (let i = 0; i < values.length; i++) bytes += 4 + (values[i]?.length ?? 0)
  if (values.length === 0) return emptyArray(OID.bytea)
  const target = Buffer.allocUnsafe(bytes)
  let at = HEAD_BYTES
  let hasNull = false
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value == null) hasNull = true
    else target.set(value, at + 4)
    at = target.writeInt32BE(value?.length ?? -1, at) + (value?.length ?? 0)
  }
  writeHead(target, OID.bytea, values.length, hasNull)
  return target
}

/** Any text but U+0000, which Postgres cannot store: that throws, as it would cost the whole batch. */
export function textArray(values: ArrayLike<string | null>): ArrayParameter {
  if (values.length === 0) return emptyArray(OID.text)
  let worst = HEAD_BYTES
  for (let i = 0; i < values.length; i++) worst += 4 + (values[i]?.length ?? 0) * 3
  const target = Buffer.allocUnsafe(worst)
  let at = HEAD_BYTES
  let hasNull = false
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value == null) {
      hasNull = true
      at = target.writeInt32BE(-1, at)
      continue
    }
    if (value.includes('\0')) throw new RangeError('text must not contain U+0000')
    const length = target.write(value, at + 4)
    at = target.writeInt32BE(length, at) + length
  }
  writeHead(target, OID.text, values.length, hasNull)
  return target.subarray(0, at)
}

/**
 * One array of numbers in text form, such as `{1,NULL,2.5}`: for arrays inside an array, which unnest would flatten. Put
 * many into a `textArray` and cast each row: `m::float8[]`.
 */
export function numberLiteral(values: ArrayLike<number | null>): string {
  let text = '{'
  for (let i = 0; i < values.length; i++) text += `${i === 0 ? '' : ','}${values[i] ?? 'NULL'}`
  return `${text}}`
}
