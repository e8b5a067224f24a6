import { decodeBins, decoded, encodeCountedBins, mostBytes, writeCountedBins, writeSortedKeys } from './bin-codec.ts'
import { keyOf, MAX_KEY, valueOfKey } from './bins.ts'
import { nearestRank } from './nearest-rank.ts'

export { binOf, keyOf, MAX_BIN, MAX_KEY, MIN_BIN, RELATIVE_ERROR, valueOfBin, valueOfKey } from './bins.ts'
export { nearestRank } from './nearest-rank.ts'

const KEYS = 2 * MAX_KEY + 1

// Merging adds into one dense table; a bit per key remembers which were touched, so that reading it out stays cheap.
const mergedCounts = new Float64Array(KEYS)
const touched = new Int32Array((KEYS >>> 5) + 1)
let runKeys = new Int32Array(1024)
let runCounts = new Float64Array(1024)

/**
 * A quantile sketch over finite float64 values with integer counts: quantiles within 1 % (relative) of the
 * nearest-rank answer, exact for zero. Counts stop at Number.MAX_SAFE_INTEGER.
 */
export class Sketch {
  readonly #counts = new Map<number, number>()
  #total = 0

  /** Throws CorruptSketchError on bytes that are not an encoded sketch. */
  static from(bytes: Uint8Array): Sketch {
    const sketch = new Sketch()
    const bins = decodeBins(bytes)
    for (let bin = 0; bin < bins; bin++) sketch.#addKey(decoded.keys[bin]!, decoded.counts[bin]!)
    return sketch
  }

  /** Adds a finite value `count` times; throws RangeError on another value or a count that is not a positive integer. */
  add(value: number, count = 1): void {
    if (!Number.isFinite(value)) throw new RangeError(`a sketch holds finite values, not ${value}`)
    if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`a count is a positive integer, not ${count}`)
    this.#addKey(keyOf(value), count)
  }

  merge(other: Sketch): void {
    for (const [key, count] of [...other.#counts]) this.#addKey(key, count)
  }

  /** The value of nearest rank ceil(q n), within 1 %; null when the sketch is empty. q in [0, 1], else RangeError. */
  quantile(q: number): number | null {
    return quantileOfSketch(this.encode(), q)
  }

  get count(): number {
    return this.#total
  }

  encode(): Uint8Array {
    const keys = Int32Array.from(this.#counts.keys()).sort()
    const counts = Float64Array.from(keys, (key) => this.#counts.get(key)!)
    return encodeCountedBins(keys, counts, keys.length)
  }

  #addKey(key: number, count: number): void {
    this.#counts.set(key, saturate((this.#counts.get(key) ?? 0) + count))
    this.#total = saturate(this.#total + count)
  }
}

let scratch = new Uint8Array(4096)

/** The encoding of a slice [start, end) of keys (see `keyOf`) in rising order, repeated once per value. */
export function encodeBins(sortedKeys: Int32Array, start = 0, end = sortedKeys.length): Uint8Array {
  if (scratch.length < mostBytes(end - start)) scratch = new Uint8Array(2 * mostBytes(end - start))
  return scratch.slice(0, writeSortedKeys(scratch, 0, sortedKeys, start, end))
}

/** The encoding of all parts together: associative, commutative, byte for byte. Throws CorruptSketchError. */
export function mergeEncodedSketches(parts: readonly Uint8Array[]): Uint8Array {
  beginMerge()
  for (const part of parts) mergeIn(part, 0, part.length)
  const bins = takeMerged()
  return encodeCountedBins(runKeys, runCounts, bins)
}

/**
 * `mergeEncodedSketches` of the sketches that lie end to end in `bytes`: the i-th of them is [starts[i], starts[i + 1]),
 * an empty one is none. `reserve` answers a buffer and where in it so many bytes may be written; the end is returned.
 */
export function mergeSketchRange(
  bytes: Uint8Array,
  starts: Int32Array,
  first: number,
  last: number,
  reserve: (needed: number) => { target: Uint8Array; at: number },
): number {
  beginMerge()
  for (let i = first; i < last; i++) if (starts[i] !== starts[i + 1]) mergeIn(bytes, starts[i]!, starts[i + 1]!)
  const bins = takeMerged()
  const { target, at } = reserve(mostBytes(bins))
  return writeCountedBins(target, at, runKeys, runCounts, bins)
}

/** How many values an encoded sketch holds. Throws CorruptSketchError. */
export function countSketch(bytes: Uint8Array): number {
  decodeBins(bytes)
  return saturate(decoded.total)
}

/** `Sketch.quantile` straight from the bytes. Throws CorruptSketchError, and RangeError when q is outside [0, 1]. */
export function quantileOfSketch(bytes: Uint8Array, q: number): number | null {
  const bins = decodeBins(bytes)
  return bins === 0 ? null : valueAtRank(decoded.keys, decoded.counts, bins, decoded.total, q)
}

/**
 * How many values of an encoded sketch are at most `value`: those within 1 % of it may fall on either side. Throws
 * CorruptSketchError.
 */
export function countAtMost(bytes: Uint8Array, value: number): number {
  const bins = decodeBins(bytes)
  let count = 0
  for (let bin = 0; bin < bins && valueOfKey(decoded.keys[bin]!) <= value; bin++) count += decoded.counts[bin]!
  return saturate(count)
}

/** The value of nearest rank among bins in key order, which hold `total` values. */
function valueAtRank(keys: Int32Array, counts: Float64Array, bins: number, total: number, q: number): number {
  const rank = nearestRank(q, saturate(total))
  // High quantiles are near the end, so that is where the search begins.
  let bin = bins - 1
  for (let before = total - counts[bin]!; before >= rank && bin > 0; ) before -= counts[--bin]!
  return valueOfKey(keys[bin]!)
}

/** The quantile of the sketches of each list together, and of all lists: every sketch is decoded once. Null for no values. */
export function quantilesOfSketches(
  lists: readonly (readonly Uint8Array[])[],
  q: number,
): { each: (number | null)[]; all: number | null } {
  // Lists of several are merged first, since that takes the same table as all of them together.
  const merged = lists.map((parts) => (parts.length > 1 ? mergeEncodedSketches(parts) : parts[0]))
  beginMerge()
  try {
    const each = merged.map((bytes) => (bytes === undefined ? null : addQuantile(decodeBins(bytes), q)))
    return { each, all: quantileOfMerged(q) }
  } finally {
    mergedCounts.fill(0, Math.min(lowest, highest), highest + 1)
  }
}

/** The quantile of the decoded bins, which are added to what is being merged; which were touched is not remembered. */
function addQuantile(bins: number, q: number): number | null {
  if (bins === 0) return null
  const { keys, counts } = decoded
  lowest = Math.min(lowest, keys[0]! + MAX_KEY)
  highest = Math.max(highest, keys[bins - 1]! + MAX_KEY)
  for (let bin = 0; bin < bins; bin++) mergedCounts[keys[bin]! + MAX_KEY]! += counts[bin]!
  return valueAtRank(keys, counts, bins, decoded.total, q)
}

function quantileOfMerged(q: number): number | null {
  let total = 0
  for (let slot = lowest; slot <= highest; slot++) total += mergedCounts[slot]!
  if (total === 0) return null
  const rank = nearestRank(q, saturate(total))
  let slot = highest
  for (let before = total - mergedCounts[slot]!; before >= rank && slot > lowest; ) before -= mergedCounts[--slot]!
  return valueOfKey(slot - MAX_KEY)
}

let lowest = KEYS
let highest = 0

function beginMerge(): void {
  lowest = KEYS
  highest = 0
}

function mergeIn(bytes: Uint8Array, start: number, end: number): void {
  let bins: number
  try {
    bins = decodeBins(bytes, start, end)
  } catch (error) {
    takeMerged()
    throw error
  }
  if (bins === 0) return
  const { keys, counts } = decoded
  lowest = Math.min(lowest, keys[0]! + MAX_KEY)
  highest = Math.max(highest, keys[bins - 1]! + MAX_KEY)
  for (let bin = 0; bin < bins; bin++) {
    const slot = keys[bin]! + MAX_KEY
    mergedCounts[slot]! += counts[bin]!
    touched[slot >>> 5]! |= 1 << (slot & 31)
  }
}

/** Moves what was merged in into the runs, leaves the table empty, returns how many bins they are. */
function takeMerged(): number {
  reserveRuns(Math.max(0, highest - lowest + 1))
  let bins = 0
  for (let word = lowest >>> 5; word <= highest >>> 5; word++) {
    let bits = touched[word]!
    touched[word] = 0
    while (bits !== 0) {
      const slot = (word << 5) + 31 - Math.clz32(bits & -bits)
      bits &= bits - 1
      runKeys[bins] = slot - MAX_KEY
      runCounts[bins++] = saturate(mergedCounts[slot]!)
      mergedCounts[slot] = 0
    }
  }
  return bins
}

function reserveRuns(bins: number): void {
  if (runKeys.length >= bins) return
  runKeys = new Int32Array(bins * 2)
  runCounts = new Float64Array(bins * 2)
}

function saturate(count: number): number {
  return Math.min(count, Number.MAX_SAFE_INTEGER)
}
