import { KEY_OF_ONE, MAX_KEY } from './bins.ts'
import { CorruptSketchError } from './corrupt-sketch-error.ts'
import { readVarint, VARINT_BYTES, varintLength, writeVarint } from './varint.ts'

/*
 * The encoding: a version byte, then one entry per non-empty bin in key order until the bytes end.
 *   entry    = varint(position * 2 + (count > 1 ? 1 : 0)), and varint(count - 2) when the low bit is set
 *   position = zigzag(key - KEY_OF_ONE) for the first entry, key - previous key - 1 for the others
 * One multiset of keys has one encoding, and a bin with one value usually takes one byte.
 */
const VERSION = 1
const LONGEST_ENTRY = 3 + VARINT_BYTES
const MAX_TOKEN = 4 * (MAX_KEY + KEY_OF_ONE) + 1

/** The bins that `decodeBins` found last and the sum of their counts: reused, so read them before the next call. */
export const decoded = { keys: new Int32Array(1024), counts: new Float64Array(1024), total: 0 }

let out = new Uint8Array(4096)

/** Decodes bytes [start, length) into `decoded` and returns the number of bins, in key order. Throws CorruptSketchError. */
export function decodeBins(bytes: Uint8Array, start = 0, length = bytes.length): number {
  if (start === length || bytes[start] !== VERSION) fail('unknown version')
  if (decoded.keys.length < length - start) {
    decoded.keys = new Int32Array((length - start) * 2)
    decoded.counts = new Float64Array((length - start) * 2)
  }
  const { keys, counts } = decoded
  let pos = start + 1
  let bins = 0
  let total = 0
  // The first position is told from the middle, the others from the one before.
  let key = 0
  const beforeLast = length - 1
  while (pos < length) {
    // Nearly every entry is a byte, or two with its count. Which of them have a count cannot be foreseen, so that going
    // without a branch for it decodes nearly twice as fast.
    if (bins > 0) {
      while (pos < beforeLast) {
        const near = bytes[pos]!
        const next = bytes[pos + 1]!
        const counted = near & 1
        if (((near | (next & -counted)) & 0x80) !== 0) break
        key += (near >>> 1) + 1
        keys[bins] = key
        const count = 1 + ((next + 1) & -counted)
        counts[bins++] = count
        total += count
        pos += 1 + counted
      }
      if (pos === length) break
    }
    let token = bytes[pos]!
    if (token < 0x80) pos++
    else {
      token = readVarint(bytes, pos)
      if (token < 0 || token > MAX_TOKEN) fail('bin out of range')
      pos += varintLength(bytes, pos)
    }
    const position = token >>> 1
    if (bins > 0) key += position + 1
    else key = KEY_OF_ONE + ((position >>> 1) ^ -(position & 1))
    if (key > MAX_KEY || key < -MAX_KEY) fail('bin out of range')
    let count = 1
    if ((token & 1) === 1) {
      const byte = pos < length ? bytes[pos]! : 0x80
      if (byte < 0x80) {
        count = byte + 2
        pos++
      } else {
        count = readVarint(bytes, pos) + 2
        if (count < 2 || count > Number.MAX_SAFE_INTEGER) fail('count out of range')
        pos += varintLength(bytes, pos)
      }
    }
    keys[bins] = key
    counts[bins++] = count
    total += count
  }
  decoded.total = total
  // Keys rise, so that the last one tells of all.
  if (key > MAX_KEY) fail('bin out of range')
  return bins
}

/** The encoding of the first `bins` bins: keys rising, counts whole and at least 1. */
export function encodeCountedBins(keys: Int32Array, counts: Float64Array, bins: number): Uint8Array {
  if (out.length < mostBytes(bins)) out = new Uint8Array(2 * mostBytes(bins))
  return out.slice(0, writeCountedBins(out, 0, keys, counts, bins))
}

/** Room that the encoding of so many bins may need. */
export const mostBytes = (bins: number): number => 1 + bins * LONGEST_ENTRY

/** `encodeCountedBins` into a buffer with room for `mostBytes(bins)` at a position; answers where the encoding ends. */
export function writeCountedBins(
  target: Uint8Array,
  at: number,
  keys: Int32Array,
  counts: Float64Array,
  bins: number,
): number {
  target[at] = VERSION
  let pos = at + 1
  let previous = 0
  for (let bin = 0; bin < bins; bin++) {
    const key = keys[bin]!
    pos = writeEntry(target, pos, bin === 0 ? zigzag(key - KEY_OF_ONE) : key - previous - 1, counts[bin]!)
    previous = key
  }
  return pos
}

/** `writeCountedBins` of the keys [start, end), in rising order and repeated once per value. */
export function writeSortedKeys(
  target: Uint8Array,
  at: number,
  sortedKeys: Int32Array,
  start: number,
  end: number,
): number {
  target[at] = VERSION
  let pos = at + 1
  let previous = 0
  for (let i = start; i < end; ) {
    const key = sortedKeys[i]!
    const first = i++
    while (i < end && sortedKeys[i] === key) i++
    pos = writeEntry(target, pos, first === start ? zigzag(key - KEY_OF_ONE) : key - previous - 1, i - first)
    previous = key
  }
  return pos
}

function writeEntry(target: Uint8Array, at: number, position: number, count: number): number {
  const token = position * 2 + (count > 1 ? 1 : 0)
  let pos = at
  if (token < 0x80) target[pos++] = token
  else pos = writeVarint(target, pos, token)
  if (count === 1) return pos
  if (count < 0x82) {
    target[pos] = count - 2
    return pos + 1
  }
  return writeVarint(target, pos, count - 2)
}

function zigzag(distance: number): number {
  return distance >= 0 ? distance * 2 : -distance * 2 - 1
}

function fail(reason: string): never {
  throw new CorruptSketchError('ddsketch', reason)
}
