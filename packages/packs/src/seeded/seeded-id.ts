import { hashOf, type Random } from './random.ts'

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0')

/**
 * A UUIDv7 (RFC 9562) of `ts` (whole epoch ms) whose 74 random bits come from `random`, mixed with what it is an id of:
 * seeds have 32 bits, so two stories of one instant may have the same chance.
 */
export function seededId(ts: number, random: Random, of = ''): string {
  const time = hex(ts, 12)
  const [high, middle, low] = [random.word(), random.word(), random.word()]
  const version = hex(0x7000 | (high & 0x0fff), 4)
  const variant = hex(0x8000 | ((high >>> 12) & 0x3fff), 4)
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${hex(middle & 0xffff, 4)}${hex((low ^ hashOf([of])) >>> 0, 8)}`
}
