import { decodeBins, decoded, encodeCountedBins } from './bin-codec.ts'
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

/** The encoding of a slice [start, end) of keys (see `keyOf`) in rising order, repeated once per value. */
export function encodeBins(sortedKeys: Int32Array, start = 0, end = sortedKeys.length): Uint8Array {
  reserveRuns(end - start)
  let bins = 0
  let at = start
  while (at < end) {
    const key = sortedKeys[at]!
    const first = at++
    while (at < end && sortedKeys[at] === key) at++
    runKeys[bins] = key
    runCounts[bins++] = at - first
  }
  return encodeCountedBins(runKeys, runCounts, bins)
}

/** The encoding of all parts together: associative, commutative, byte for byte. Throws CorruptSketchError. */
export function mergeEncodedSketches(parts: readonly Uint8Array[]): Uint8Array {
  let lowest = KEYS
  let highest = 0
  let bins = 0
  try {
    for (const part of parts) {
      const found = decodeBins(part)
      if (found === 0) continue
      lowest = Math.min(lowest, decoded.keys[0]! + MAX_KEY)
      highest = Math.max(highest, decoded.keys[found - 1]! + MAX_KEY)
      addToMerged(decoded.keys, decoded.counts, found)
    }
  } catch (error) {
    takeMerged(lowest, highest)
    throw error
  }
  bins = takeMerged(lowest, highest)
  return encodeCountedBins(runKeys, runCounts, bins)
}

/** How many values an encoded sketch holds. Throws CorruptSketchError. */
export function countSketch(bytes: Uint8Array): number {
  return totalOfDecoded(decodeBins(bytes))
}

/** `Sketch.quantile` straight from the bytes. Throws CorruptSketchError, and RangeError when q is outside [0, 1]. */
export function quantileOfSketch(bytes: Uint8Array, q: number): number | null {
  const bins = decodeBins(bytes)
  if (bins === 0) return null
  const rank = nearestRank(q, totalOfDecoded(bins))
  const { keys, counts } = decoded
  let bin = 0
  for (let seen = counts[0]!; seen < rank && bin < bins - 1; ) seen += counts[++bin]!
  return valueOfKey(keys[bin]!)
}

function totalOfDecoded(bins: number): number {
  let total = 0
  for (let bin = 0; bin < bins; bin++) total += decoded.counts[bin]!
  return saturate(total)
}

function addToMerged(keys: Int32Array, counts: Float64Array, bins: number): void {
  for (let bin = 0; bin < bins; bin++) {
    const slot = keys[bin]! + MAX_KEY
    mergedCounts[slot]! += counts[bin]!
    touched[slot >>> 5]! |= 1 << (slot & 31)
  }
}

/** Moves the merged bins between two slots into the runs, leaves the table empty, returns how many they are. */
function takeMerged(lowest: number, highest: number): number {
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
