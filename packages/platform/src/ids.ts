import { randomFillSync } from 'node:crypto'

const MAX_MS = 2 ** 48 - 1
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const CHARACTER = Buffer.from('0123456789abcdef')
/** Value of a hex digit by character code, 255 for every other character. */
const DIGIT = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase())
  return value < 0 ? 255 : value
})
const DASH = 45

const text36 = Buffer.alloc(36, '-')

/** Lower-case text form of the 16 bytes that start at `offset`. */
export function formatUuid(bytes: Uint8Array, offset = 0): string {
  // Written as bytes and read as one string: gluing strings together costs several times as much.
  let at = 0
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) at++
    const byte = bytes[offset + i]!
    text36[at++] = CHARACTER[byte >>> 4]!
    text36[at++] = CHARACTER[byte & 15]!
  }
  return text36.toString('latin1')
}

export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** Writes the 16 bytes of a UUID's text form into `target`. Throws RangeError on anything that is not a UUID. */
export function parseUuid(text: string, target: Uint8Array = new Uint8Array(16), offset = 0): Uint8Array {
  if (text.length !== 36) throw new RangeError('not a UUID')
  let at = offset
  for (let i = 0; i < 36; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (text.charCodeAt(i) !== DASH) throw new RangeError('not a UUID')
      i++
    }
    const high = DIGIT[text.charCodeAt(i)] ?? 255
    const low = DIGIT[text.charCodeAt(i + 1)] ?? 255
    // Digits stay below 16: any higher bit comes from a character that is no digit.
    if ((high | low) > 15) throw new RangeError('not a UUID')
    target[at++] = (high << 4) | low
  }
  return target
}

function writeTime(bytes: Uint8Array, ms: number, at = 0): void {
  if (!Number.isInteger(ms) || ms < 0 || ms > MAX_MS) throw new RangeError('UUID time must be whole ms in [0, 2^48)')
  const high = Math.floor(ms / 0x1_0000_0000)
  const low = ms >>> 0
  bytes[at] = high >>> 8
  bytes[at + 1] = high
  bytes[at + 2] = low >>> 24
  bytes[at + 3] = low >>> 16
  bytes[at + 4] = low >>> 8
  bytes[at + 5] = low
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
  const at = poolAt
  poolAt += 16
  if (now === lastMs) counter = (counter + 1) & 0xfff
  else counter = ((pool[at + 6]! & 0x07) << 8) | pool[at + 7]!
  lastMs = now
  writeTime(pool, now, at)
  pool[at + 6] = 0x70 | (counter >>> 8)
  pool[at + 7] = counter & 0xff
  pool[at + 8] = 0x80 | (pool[at + 8]! & 0x3f)
  return formatUuid(pool, at)
}
