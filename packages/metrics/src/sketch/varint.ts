/** The most bytes that one varint takes: 53 bits, seven to a byte. */
export const VARINT_BYTES = 8

/** Writes an unsigned integer (at most Number.MAX_SAFE_INTEGER) as LEB128; returns the position after it. */
export function writeVarint(out: Uint8Array, at: number, value: number): number {
  let pos = at
  let rest = value
  while (rest >= 0x8000_0000) {
    out[pos++] = (rest % 0x80) | 0x80
    rest = Math.floor(rest / 0x80)
  }
  while (rest >= 0x80) {
    out[pos++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  out[pos] = rest
  return pos + 1
}

/** The integer at a position, or -1 when it is truncated, too large, or longer than it needs to be. */
export function readVarint(bytes: Uint8Array, at: number): number {
  let pos = at
  let value = 0
  let scale = 1
  for (;;) {
    const byte = bytes[pos++]
    if (byte === undefined) return -1
    value += (byte & 0x7f) * scale
    if (value > Number.MAX_SAFE_INTEGER) return -1
    if (byte < 0x80) return byte === 0 && scale > 1 ? -1 : value
    scale *= 0x80
  }
}

/** Bytes that a valid varint takes at a position. */
export function varintLength(bytes: Uint8Array, at: number): number {
  let pos = at
  while (bytes[pos]! >= 0x80) pos++
  return pos + 1 - at
}
