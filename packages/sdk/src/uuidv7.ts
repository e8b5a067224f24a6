const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * A maker of UUIDv7s (RFC 9562) whose ids strictly ascend: `rand_a` and the next 14 bits count within one millisecond,
 * and a clock that steps back keeps the last time until it has caught up.
 */
export function createUuidv7(
  now: () => number,
  fillRandom = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
): () => string {
  const bytes = new Uint8Array(16)
  let last = -1
  let counter = 0

  return () => {
    const ms = Math.max(now(), last)
    fillRandom(bytes)
    counter = ms === last ? counter + 1 : ((bytes[6]! & 0x03) << 22) | (bytes[7]! << 14) | (bytes[8]! << 6)
    last = ms
    writeTime(bytes, ms)
    bytes[6] = 0x70 | (counter >>> 22)
    bytes[7] = counter >>> 14
    bytes[8] = 0x80 | ((counter >>> 8) & 0x3f)
    bytes[9] = counter
    return format(bytes)
  }
}

function writeTime(bytes: Uint8Array, ms: number): void {
  const high = Math.floor(ms / 0x1_0000_0000)
  bytes[0] = high >>> 8
  bytes[1] = high
  bytes[2] = ms >>> 24
  bytes[3] = ms >>> 16
  bytes[4] = ms >>> 8
  bytes[5] = ms
}

function format(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
    text += HEX[bytes[i]!]
  }
  return text
}
