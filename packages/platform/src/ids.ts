import { randomFillSync } from 'node:crypto'

const MAX_MS = 2 ** 48 - 1
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Lower-case text form of the 16 bytes that start at `offset`. */
export function formatUuid(bytes: Uint8Array, offset = 0): string {
  let text = ''
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += HEX[bytes[offset + i]!]
  }
  return text
}

export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** Writes the 16 bytes of a UUID's text form into `target`. Throws RangeError on anything that is not a UUID. */
export function parseUuid(text: string, target: Uint8Array = new Uint8Array(16), offset = 0): Uint8Array {
  if (!UUID.test(text)) throw new RangeError('not a UUID')
  let at = offset
  for (let i = 0; i < 36; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) i++
    target[at++] = Number.parseInt(text.slice(i, i + 2), 16)
  }
  return target
}

function writeTime(bytes: Uint8Array, ms: number): void {
  if (!Number.isInteger(ms) || ms < 0 || ms > MAX_MS) throw new RangeError('UUID time must be whole ms in [0, 2^48)')
  const high = Math.floor(ms / 0x10000_0000)
  const low = ms >>> 0
  bytes[0] = high >>> 8
  bytes[1] = high
  bytes[2] = low >>> 24
  bytes[3] = low >>> 16
  bytes[4] = low >>> 8
  bytes[5] = low
}

/** The 48-bit time of a UUIDv7 or of Tidemark's UUIDv8, in epoch milliseconds. */
export function uuidTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** The version digit of a UUID in text form. */
export function uuidVersion(id: string): number {
  return Number.parseInt(id.charAt(14), 16)
}

/**
 * UUIDv8 that starts with `ms` and continues with `hash16` (at least 16 bytes, 74 bits of its last ten bytes are kept),
 * so the same time and hash always give the same id and sort next to UUIDv7s of that time.
 */
export function uuidFromTimeAndHash(ms: number, hash16: Uint8Array): string {
  if (hash16.length < 16) throw new RangeError('hash must have at least 16 bytes')
  const bytes = Uint8Array.from(hash16.subarray(0, 16))
  writeTime(bytes, ms)
  bytes[6] = 0x80 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return formatUuid(bytes)
}

const pool = new Uint8Array(16 * 256)
let poolAt = pool.length
let lastMs = 0
let counter = 0

/** UUIDv7 (RFC 9562). Ids made by one process within one millisecond ascend: `rand_a` is a counter with a random start. */
export function uuidv7(now: number = Date.now()): string {
  if (poolAt === pool.length) {
    randomFillSync(pool)
    poolAt = 0
  }
  const bytes = pool.subarray(poolAt, poolAt + 16)
  poolAt += 16
  if (now === lastMs) counter = (counter + 1) & 0xfff
  else counter = ((bytes[6]! & 0x07) << 8) | bytes[7]!
  lastMs = now
  writeTime(bytes, now)
  bytes[6] = 0x70 | (counter >>> 8)
  bytes[7] = counter & 0xff
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return formatUuid(bytes)
}
