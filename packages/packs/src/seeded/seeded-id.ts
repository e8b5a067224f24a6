import { hashOf, type Random } from './random.ts'

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** The lowest 16 bits in four digits. */
const hex = (n: number): string => `${BYTES[(n >>> 8) & 0xff]}${BYTES[n & 0xff]}`

/**
 * A UUIDv7 (RFC 9562) of `ts` (whole epoch ms) whose 74 random bits come from `random`, mixed with what it is an id of:
 * seeds have 32 bits, so two stories of one instant may have the same chance.
 */
export function seededId(ts: number, random: Random, of = ''): string {
  const time = ts / 2 ** 16
  const [high, middle, low] = [random.word(), random.word(), random.word()]
  const version = 0x7000 | (high & 0x0fff)
  const variant = 0x8000 | ((high >>> 12) & 0x3fff)
  const last = low ^ hashOf([of])
  return `${hex(time / 2 ** 16)}${hex(time)}-${hex(ts)}-${hex(version)}-${hex(variant)}-${hex(middle)}${hex(last >>> 16)}${hex(last)}`
}
