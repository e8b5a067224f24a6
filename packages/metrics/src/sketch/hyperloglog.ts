import { CorruptSketchError } from './corrupt-sketch-error.ts'
import { readVarint, varintLength, writeVarint } from './varint.ts'

/*
 * HyperLogLog, p = 12: the first 12 bits of a 64-bit hash choose one of 4,096 registers, which keeps the highest rank
 * (position of the first one bit, from 1 to 53) of the other 52. Two encodings, the shorter of which is the only one:
 *   sparse: byte 1, then per filled register varint((index - previous index - 1) * 64 + rank), index rising from -1
 *   dense:  byte 2, then 4,096 ranks of 6 bits, four to three bytes, the first in the highest bits
 */
const INDEX_BITS = 12
const REGISTERS = 1 << INDEX_BITS
const MAX_RANK = 64 - INDEX_BITS + 1
const SPARSE = 1
const DENSE = 2
const DENSE_LENGTH = 1 + (REGISTERS / 4) * 3

/** One standard deviation of `estimateDistinct`, relative to the true count. */
export const DISTINCT_RELATIVE_ERROR = 1.04 / Math.sqrt(REGISTERS)

// One working set for all calls: a bit per register remembers which are filled, so small sets never walk all of them.
const ranks = new Uint8Array(REGISTERS)
const filled = new Int32Array(REGISTERS / 32)
const out = new Uint8Array(REGISTERS * 3 + 1)

/**
 * The encoded set of the hashes in [start, end): uniform 64-bit values, given as high and low words. Their order and
 * repetition do not matter.
 */
export function encodeHashes(his: Uint32Array, los: Uint32Array, start = 0, end = his.length): Uint8Array {
  for (let at = start; at < end; at++) {
    const hi = his[at]!
    const rest = hi << INDEX_BITS
    const rank = rest !== 0 ? Math.clz32(rest) + 1 : 32 - INDEX_BITS + Math.clz32(los[at]!) + 1
    raise(hi >>> (32 - INDEX_BITS), rank)
  }
  return takeEncoding()
}

/** The union of encoded sets: associative, commutative, idempotent, byte for byte. Throws CorruptSketchError. */
export function mergeEncodedDistinct(parts: readonly Uint8Array[]): Uint8Array {
  try {
    for (const part of parts) load(part)
  } catch (error) {
    clear()
    throw error
  }
  return takeEncoding()
}

/**
 * The estimated number of distinct hashes, a whole number; one standard deviation is DISTINCT_RELATIVE_ERROR.
 * The improved raw estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches"
 * (arXiv:1702.01284, algorithm 6): unbiased over the whole range, without tables. Throws CorruptSketchError.
 */
export function estimateDistinct(bytes: Uint8Array): number {
  const histogram = rankHistogram(bytes)
  let z = REGISTERS * tau(1 - histogram[MAX_RANK]! / REGISTERS)
  for (let rank = MAX_RANK - 1; rank >= 1; rank--) z = 0.5 * (z + histogram[rank]!)
  z += REGISTERS * sigma(histogram[0]! / REGISTERS)
  return Math.round(REGISTERS ** 2 / (2 * Math.LN2 * z))
}

function raise(index: number, rank: number): void {
  if (rank <= ranks[index]!) return
  ranks[index] = rank
  filled[index >>> 5]! |= 1 << (index & 31)
}

function load(bytes: Uint8Array): void {
  if (bytes[0] === SPARSE) loadSparse(bytes)
  else if (bytes[0] === DENSE) loadDense(bytes)
  else fail('unknown version')
}

function loadSparse(bytes: Uint8Array): void {
  if (bytes.length >= DENSE_LENGTH) fail('sparse set is too long')
  let index = -1
  for (let pos = 1; pos < bytes.length; ) {
    const entry = readVarint(bytes, pos)
    pos += varintLength(bytes, pos)
    const rank = entry & 63
    index += (entry >> 6) + 1
    if (entry < 0 || entry >= REGISTERS * 64 || index >= REGISTERS) fail('register out of range')
    if (rank < 1 || rank > MAX_RANK) fail('rank out of range')
    raise(index, rank)
  }
}

function loadDense(bytes: Uint8Array): void {
  if (bytes.length !== DENSE_LENGTH) fail('dense set has the wrong length')
  let highest = 0
  for (let index = 0, pos = 1; index < REGISTERS; index += 4, pos += 3) {
    const four = (bytes[pos]! << 16) | (bytes[pos + 1]! << 8) | bytes[pos + 2]!
    const a = four >>> 18
    const b = (four >>> 12) & 63
    const c = (four >>> 6) & 63
    const d = four & 63
    if (a > ranks[index]!) ranks[index] = a
    if (b > ranks[index + 1]!) ranks[index + 1] = b
    if (c > ranks[index + 2]!) ranks[index + 2] = c
    if (d > ranks[index + 3]!) ranks[index + 3] = d
    const bits = (a && 1) | (b && 2) | (c && 4) | (d && 8)
    filled[index >>> 5]! |= bits << (index & 31)
    highest = Math.max(highest, a, b, c, d)
  }
  if (highest > MAX_RANK) fail('rank out of range')
}

/** Encodes the working set and leaves it empty. */
function takeEncoding(): Uint8Array {
  let length = writeSparse()
  if (length >= DENSE_LENGTH) length = writeDense()
  clear()
  return out.slice(0, length)
}

function writeSparse(): number {
  out[0] = SPARSE
  let pos = 1
  let previous = -1
  for (let word = 0; word < filled.length; word++) {
    for (let bits = filled[word]!; bits !== 0; bits &= bits - 1) {
      const index = (word << 5) + 31 - Math.clz32(bits & -bits)
      pos = writeVarint(out, pos, (index - previous - 1) * 64 + ranks[index]!)
      previous = index
    }
    if (pos >= DENSE_LENGTH) return pos
  }
  return pos
}

function writeDense(): number {
  out[0] = DENSE
  let pos = 1
  for (let index = 0; index < REGISTERS; index += 4) {
    const four = (ranks[index]! << 18) | (ranks[index + 1]! << 12) | (ranks[index + 2]! << 6) | ranks[index + 3]!
    out[pos++] = four >>> 16
    out[pos++] = four >>> 8
    out[pos++] = four
  }
  return pos
}

function clear(): void {
  for (let word = 0; word < filled.length; word++) {
    for (let bits = filled[word]!; bits !== 0; bits &= bits - 1) ranks[(word << 5) + 31 - Math.clz32(bits & -bits)] = 0
    filled[word] = 0
  }
}

function rankHistogram(bytes: Uint8Array): Float64Array {
  const histogram = new Float64Array(MAX_RANK + 1)
  try {
    load(bytes)
    for (const rank of ranks) histogram[rank]!++
    return histogram
  } finally {
    clear()
  }
}

/** Ertl's sigma: x + sum of 2^(k-1) x^(2^k). */
function sigma(x: number): number {
  if (x === 1) return Number.POSITIVE_INFINITY
  let power = x
  let weight = 1
  let sum = x
  for (let before = -1; before !== sum; ) {
    power *= power
    before = sum
    sum += power * weight
    weight += weight
  }
  return sum
}

/** Ertl's tau: (1 - x - sum of 2^-k (1 - x^(2^-k))^2) / 3. */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0
  let root = x
  let weight = 1
  let sum = 1 - x
  for (let before = -1; before !== sum; ) {
    root = Math.sqrt(root)
    before = sum
    weight *= 0.5
    sum -= (1 - root) ** 2 * weight
  }
  return sum / 3
}

function fail(reason: string): never {
  throw new CorruptSketchError('hyperloglog', reason)
}
