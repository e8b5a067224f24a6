import { CorruptSketchError } from './corrupt-sketch-error.ts'
import { readVarint, VARINT_BYTES, varintLength, writeVarint } from './varint.ts'

/*
 * HyperLogLog, p = 12: the first 12 bits of a 64-bit hash choose one of 4,096 registers, which keeps the highest rank
 * (position of the first one bit, from 1 to 53) of the other 52. Small sets are kept as they are, so that a count of a
 * few hundred is right and not an estimate: up to 640 different high words are listed, more become registers.
 *   sparse: byte 1, then per high word, rising, varint(word - previous word - 1), previous beginning at -1; a word whose
 *           last 20 bits are zero, one in a million, is followed by varint(rank), which its other half decided
 *   dense:  byte 2, then 4,096 ranks of 6 bits, four to three bytes, the first in the highest bits
 */
const INDEX_BITS = 12
const REGISTERS = 1 << INDEX_BITS
const MAX_RANK = 64 - INDEX_BITS + 1
const SPARSE = 1
const DENSE = 2
const DENSE_LENGTH = 1 + (REGISTERS / 4) * 3

/** Up to this many members a set is counted exactly (but for high words that collide: 5 in 100,000 sets of 640). */
const DISTINCT_EXACT = 640

/** One standard deviation of `estimateDistinct`, relative to the true count. */
export const DISTINCT_RELATIVE_ERROR = 1.04 / Math.sqrt(REGISTERS)

// One working set for all calls. Registers are used from the moment the words do not fit.
const ranks = new Uint8Array(REGISTERS)
const out = new Uint8Array(Math.max(DENSE_LENGTH, 1 + DISTINCT_EXACT * (VARINT_BYTES + 1)))
const words = new Uint32Array(4096)
let wordCount = 0
let dense = false
/** Ranks of the words whose last 20 bits are zero. */
const lowRanks = new Map<number, number>()

/**
 * The encoded set of the hashes in [start, end): uniform 64-bit values, given as high and low words. Their order and
 * repetition do not matter.
 */
export function encodeHashes(his: Uint32Array, los: Uint32Array, start = 0, end = his.length): Uint8Array {
  for (let at = start; at < end; at++) {
    const hi = his[at]!
    addWord(hi)
    if (hi << INDEX_BITS === 0) noteLowRank(hi, 32 - INDEX_BITS + Math.clz32(los[at]!) + 1)
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
 * The number of distinct hashes, a whole number: counted up to DISTINCT_EXACT, beyond it estimated with one standard
 * deviation of DISTINCT_RELATIVE_ERROR. The improved raw estimator of O. Ertl, "New cardinality estimation algorithms for
 * HyperLogLog sketches" (arXiv:1702.01284, algorithm 6): unbiased over the whole range, without tables.
 * Throws CorruptSketchError.
 */
export const estimateDistinct = (bytes: Uint8Array): number => estimateUnion([bytes])

/** `estimateDistinct` of the union of encoded sets, without encoding it. Throws CorruptSketchError. */
export function estimateUnion(parts: readonly Uint8Array[]): number {
  try {
    for (const part of parts) load(part)
    // One list is in order and repeats nothing.
    if (parts.length > 1) settleWords()
    if (!dense) return wordCount
    const histogram = new Float64Array(MAX_RANK + 1)
    for (const rank of ranks) histogram[rank]!++
    return estimateFromRanks(histogram)
  } finally {
    clear()
  }
}

function estimateFromRanks(histogram: Float64Array): number {
  let z = REGISTERS * tau(1 - histogram[MAX_RANK]! / REGISTERS)
  for (let rank = MAX_RANK - 1; rank >= 1; rank--) z = 0.5 * (z + histogram[rank]!)
  z += REGISTERS * sigma(histogram[0]! / REGISTERS)
  return Math.round(REGISTERS ** 2 / (2 * Math.LN2 * z))
}

function addWord(hi: number): void {
  if (wordCount === words.length) settleWords()
  words[wordCount++] = hi
}

function noteLowRank(hi: number, rank: number): void {
  lowRanks.set(hi, Math.max(rank, lowRanks.get(hi) ?? 0))
}

/** Sorts the words and drops repetitions; when they are too many for a list they become registers, which need no order. */
function settleWords(): void {
  if (dense) {
    spendWords()
    return
  }
  const sorted = words.subarray(0, wordCount).sort()
  let kept = 0
  for (let at = 0; at < wordCount; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[kept++] = sorted[at]!
  wordCount = kept
  if (kept > DISTINCT_EXACT) spendWords()
}

function spendWords(): void {
  dense = true
  for (let at = 0; at < wordCount; at++) {
    const hi = words[at]!
    const rest = hi << INDEX_BITS
    const rank = rest !== 0 ? Math.clz32(rest) + 1 : (lowRanks.get(hi) ?? MAX_RANK)
    const index = hi >>> (32 - INDEX_BITS)
    if (rank > ranks[index]!) ranks[index] = rank
  }
  wordCount = 0
}

function load(bytes: Uint8Array): void {
  if (bytes[0] === SPARSE) loadSparse(bytes)
  else if (bytes[0] === DENSE) loadDense(bytes)
  else fail('unknown version')
}

function loadSparse(bytes: Uint8Array): void {
  let word = -1
  let entries = 0
  for (let pos = 1; pos < bytes.length; entries++) {
    const distance = readVarint(bytes, pos)
    if (distance < 0) fail('word out of range')
    pos += varintLength(bytes, pos)
    word += distance + 1
    if (word > 0xffff_ffff) fail('word out of range')
    addWord(word)
    if (word << INDEX_BITS !== 0) continue
    const rank = readVarint(bytes, pos)
    if (rank <= 32 - INDEX_BITS || rank > MAX_RANK) fail('rank out of range')
    pos += varintLength(bytes, pos)
    noteLowRank(word, rank)
  }
  if (entries > DISTINCT_EXACT) fail('sparse set is too long')
}

function loadDense(bytes: Uint8Array): void {
  if (bytes.length !== DENSE_LENGTH) fail('dense set has the wrong length')
  dense = true
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
    highest = Math.max(highest, a, b, c, d)
  }
  if (highest > MAX_RANK) fail('rank out of range')
}

/** Encodes the working set and leaves it empty. */
function takeEncoding(): Uint8Array {
  settleWords()
  const length = dense ? writeDense() : writeSparse()
  clear()
  return out.slice(0, length)
}

function writeSparse(): number {
  out[0] = SPARSE
  let pos = 1
  let previous = -1
  for (let at = 0; at < wordCount; at++) {
    const word = words[at]!
    pos = writeVarint(out, pos, word - previous - 1)
    if (word << INDEX_BITS === 0) pos = writeVarint(out, pos, lowRanks.get(word) ?? MAX_RANK)
    previous = word
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
  if (dense) ranks.fill(0)
  dense = false
  wordCount = 0
  lowRanks.clear()
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
