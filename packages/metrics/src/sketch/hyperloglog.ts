import { CorruptSketchError } from './corrupt-sketch-error.ts'
import { DISTINCT_EXACT, DistinctSet, INDEX_BITS, MAX_RANK, REGISTERS } from './distinct-set.ts'
import { readVarint, VARINT_BYTES, varintLength, writeVarint } from './varint.ts'

/*
 * HyperLogLog as bytes. Small sets are kept as they are, so that a count of a few hundred is right and not an estimate: up
 * to 640 different high words are listed, more become registers (distinct-set.ts).
 *   sparse: byte 1, then per high word, rising, varint(word - previous word - 1), previous beginning at -1; a word whose
 *           last 20 bits are zero, one in a million, is followed by varint(rank), which its other half decided
 *   dense:  byte 2, then 4,096 ranks of 6 bits, four to three bytes, the first in the highest bits
 */
const SPARSE = 1
const DENSE = 2
const DENSE_LENGTH = 1 + (REGISTERS / 4) * 3

/** One standard deviation of `estimateUnions`, relative to the true count. */
export const DISTINCT_RELATIVE_ERROR = 1.04 / Math.sqrt(REGISTERS)

// Working sets for all calls: what is being read or merged, and all of it together.
const set = new DistinctSet()
const union = new DistinctSet()
const out = new Uint8Array(Math.max(DENSE_LENGTH, 1 + DISTINCT_EXACT * (VARINT_BYTES + 1)))

/**
 * The encoded set of the hashes in [start, end): uniform 64-bit values, given as high and low words. Their order and
 * repetition do not matter.
 */
export function encodeHashes(his: Uint32Array, los: Uint32Array, start = 0, end = his.length): Uint8Array {
  for (let at = start; at < end; at++) {
    const hi = his[at]!
    if (hi << INDEX_BITS !== 0) set.addWord(hi)
    else set.addLowWord(hi, 32 - INDEX_BITS + Math.clz32(los[at]!) + 1)
  }
  return takeEncoding()
}

/** The union of encoded sets: associative, commutative, idempotent, byte for byte. Throws CorruptSketchError. */
export function mergeEncodedDistinct(parts: readonly Uint8Array[]): Uint8Array {
  try {
    for (const part of parts) load(part)
  } catch (error) {
    set.clear()
    throw error
  }
  return takeEncoding()
}

/**
 * The number of distinct hashes in the union of each list of encoded sets, and in the union of all lists: every set is
 * decoded once, none is encoded. Whole numbers: counted up to DISTINCT_EXACT, beyond it estimated with one standard
 * deviation of DISTINCT_RELATIVE_ERROR. Throws CorruptSketchError.
 */
export function estimateUnions(lists: readonly (readonly Uint8Array[])[]): { each: number[]; all: number } {
  try {
    const each = lists.map((parts) => {
      set.clear()
      for (const part of parts) load(part)
      union.addSet(set)
      return set.count()
    })
    return { each, all: union.count() }
  } finally {
    set.clear()
    union.clear()
  }
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
    if (word << INDEX_BITS !== 0) {
      set.addWord(word)
      continue
    }
    const rank = readVarint(bytes, pos)
    if (rank <= 32 - INDEX_BITS || rank > MAX_RANK) fail('rank out of range')
    pos += varintLength(bytes, pos)
    set.addLowWord(word, rank)
  }
  if (entries > DISTINCT_EXACT) fail('sparse set is too long')
}

function loadDense(bytes: Uint8Array): void {
  if (bytes.length !== DENSE_LENGTH) fail('dense set has the wrong length')
  set.useRegisters()
  const { ranks } = set
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
  const length = set.dense ? writeDense() : writeSparse()
  set.clear()
  return out.slice(0, length)
}

function writeSparse(): number {
  const { words, wordCount, lowRanks } = set
  words.subarray(0, wordCount).sort()
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
  const { ranks } = set
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

function fail(reason: string): never {
  throw new CorruptSketchError('hyperloglog', reason)
}
