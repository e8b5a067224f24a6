import { CorruptSketchError } from './corrupt-sketch-error.ts'

/*
 * The K smallest distinct 64-bit hashes of a set: a version byte, then the hashes as big-endian integers, rising.
 * Fewer than K hashes are the whole set, so its size is exact; a full one gives an estimate.
 */
export const BOTTOM_K = 64
const VERSION = 1
const HASH_BYTES = 8

// The working set, kept sorted, and the part that is merged into it.
const keptHi = new Uint32Array(BOTTOM_K)
const keptLo = new Uint32Array(BOTTOM_K)
const partHi = new Uint32Array(BOTTOM_K)
const partLo = new Uint32Array(BOTTOM_K)
let kept = 0

/** The encoded bottom-K of the uniform hashes in [start, end), in any order, repeated or not. */
export function encodeBottomK(his: Uint32Array, los: Uint32Array, start = 0, end = his.length): Uint8Array {
  kept = 0
  for (let at = start; at < end; at++) insert(his[at]!, los[at]!)
  return encodeKept()
}

/** The bottom-K of the union: associative, commutative, idempotent, byte for byte. Throws CorruptSketchError. */
export function mergeEncodedBottomK(parts: readonly Uint8Array[]): Uint8Array {
  kept = 0
  for (const part of parts) mergeIn(part)
  return encodeKept()
}

/**
 * The number of distinct hashes: exact below K, else the estimate (K - 1) / (K-th smallest hash as a fraction), whose
 * relative error is about 1 / sqrt(K - 2) (Beyer et al., SIGMOD 2007). Throws CorruptSketchError.
 */
export function countBottomK(bytes: Uint8Array): { exact: boolean; count: number } {
  kept = 0
  mergeIn(bytes)
  if (kept < BOTTOM_K) return { exact: true, count: kept }
  const last = keptHi[kept - 1]! * 2 ** 32 + keptLo[kept - 1]!
  return { exact: false, count: Math.max(BOTTOM_K, Math.round((BOTTOM_K - 1) / (last / 2 ** 64))) }
}

function isBefore(hiA: number, loA: number, hiB: number, loB: number): boolean {
  return hiA < hiB || (hiA === hiB && loA < loB)
}

/** Puts a hash into its place; false when it lies beyond a full set. */
function insert(hi: number, lo: number): boolean {
  if (kept === BOTTOM_K && !isBefore(hi, lo, keptHi[kept - 1]!, keptLo[kept - 1]!)) return false
  let low = 0
  let high = kept
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(keptHi[middle]!, keptLo[middle]!, hi, lo)) low = middle + 1
    else high = middle
  }
  if (low < kept && keptHi[low] === hi && keptLo[low] === lo) return true
  if (kept < BOTTOM_K) kept++
  for (let i = kept - 1; i > low; i--) {
    keptHi[i] = keptHi[i - 1]!
    keptLo[i] = keptLo[i - 1]!
  }
  keptHi[low] = hi
  keptLo[low] = lo
  return true
}

function mergeIn(bytes: Uint8Array): void {
  const size = decodePart(bytes)
  for (let i = 0; i < size; i++) if (!insert(partHi[i]!, partLo[i]!)) return
}

/** Reads valid bytes (sorted, distinct, at most K hashes) into the part arrays; returns how many they are. */
function decodePart(bytes: Uint8Array): number {
  if (bytes[0] !== VERSION) fail('unknown version')
  const size = (bytes.length - 1) / HASH_BYTES
  if (!Number.isInteger(size) || size > BOTTOM_K) fail('wrong length')
  for (let i = 0, at = 1; i < size; i++, at += HASH_BYTES) {
    const hi = wordAt(bytes, at)
    const lo = wordAt(bytes, at + 4)
    if (i > 0 && !isBefore(partHi[i - 1]!, partLo[i - 1]!, hi, lo)) fail('hashes out of order')
    partHi[i] = hi
    partLo[i] = lo
  }
  return size
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

function encodeKept(): Uint8Array {
  const bytes = new Uint8Array(1 + kept * HASH_BYTES)
  bytes[0] = VERSION
  for (let i = 0; i < kept; i++) {
    writeWord(bytes, 1 + i * HASH_BYTES, keptHi[i]!)
    writeWord(bytes, 5 + i * HASH_BYTES, keptLo[i]!)
  }
  return bytes
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24
  bytes[at + 1] = word >>> 16
  bytes[at + 2] = word >>> 8
  bytes[at + 3] = word
}

function fail(reason: string): never {
  throw new CorruptSketchError('bottom-k', reason)
}
