/*
 * The set that HyperLogLog works on, p = 12: the first 12 bits of a 64-bit hash choose one of 4,096 registers, which keeps
 * the highest rank (position of the first one bit, from 1 to 53) of the other 52. Small sets are lists of high words.
 */
export const INDEX_BITS = 12
export const REGISTERS = 1 << INDEX_BITS
export const MAX_RANK = 64 - INDEX_BITS + 1

/** Up to this many members a set is counted exactly (but for high words that collide: 5 in 100,000 sets of 640). */
export const DISTINCT_EXACT = 640

/** Of the index of listed words: a power of two, three times as many as there are at most. */
const SLOT_BITS = 11
const SLOTS = 1 << SLOT_BITS

/** A set of hashes that grows by words, registers or whole sets, in any order and with repetitions. */
export class DistinctSet {
  /** used from the moment the words do not fit */
  readonly ranks = new Uint8Array(REGISTERS)
  dense = false
  /** different words, in no order */
  readonly words = new Uint32Array(DISTINCT_EXACT)
  wordCount = 0
  /** places of listed words, from 1, by hash with linear probing; 0: free */
  readonly #slots = new Int16Array(SLOTS)
  /** ranks of the words whose last 20 bits are zero, which their other half decided */
  readonly lowRanks = new Map<number, number>()

  addWord(hi: number): void {
    if (this.dense) {
      this.#addRank(hi)
      return
    }
    const { words } = this
    const slots = this.#slots
    let slot = Math.imul(hi, 0x9e3779b1) >>> (32 - SLOT_BITS)
    for (let place = slots[slot]!; place !== 0; place = slots[slot]!) {
      if (words[place - 1] === hi) return
      slot = (slot + 1) & (SLOTS - 1)
    }
    if (this.wordCount === DISTINCT_EXACT) {
      this.useRegisters()
      this.#addRank(hi)
      return
    }
    words[this.wordCount++] = hi
    slots[slot] = this.wordCount
  }

  /** Adds a word whose last 20 bits are zero. */
  addLowWord(hi: number, rank: number): void {
    this.lowRanks.set(hi, Math.max(rank, this.lowRanks.get(hi) ?? 0))
    this.addWord(hi)
  }

  #addRank(hi: number): void {
    const rest = hi << INDEX_BITS
    const rank = rest !== 0 ? Math.clz32(rest) + 1 : (this.lowRanks.get(hi) ?? MAX_RANK)
    const index = hi >>> (32 - INDEX_BITS)
    if (rank > this.ranks[index]!) this.ranks[index] = rank
  }

  /** Gives up the list of words. */
  useRegisters(): void {
    this.dense = true
    for (let at = 0; at < this.wordCount; at++) this.#addRank(this.words[at]!)
    this.wordCount = 0
  }

  addSet({ dense, ranks, words, wordCount, lowRanks }: DistinctSet): void {
    if (!dense) {
      for (const [hi, rank] of lowRanks) this.addLowWord(hi, rank)
      for (let at = 0; at < wordCount; at++) this.addWord(words[at]!)
      return
    }
    this.useRegisters()
    const own = this.ranks
    for (let at = 0; at < REGISTERS; at++) if (ranks[at]! > own[at]!) own[at] = ranks[at]!
  }

  /** How many hashes it is of, a whole number: counted in a list, estimated from registers. */
  count(): number {
    if (!this.dense) return this.wordCount
    const histogram = new Float64Array(MAX_RANK + 1)
    for (const rank of this.ranks) histogram[rank]!++
    return estimateFromRanks(histogram)
  }

  clear(): void {
    if (this.dense) this.ranks.fill(0)
    if (this.dense || this.wordCount > 0) this.#slots.fill(0)
    this.dense = false
    this.wordCount = 0
    this.lowRanks.clear()
  }
}

/**
 * The improved raw estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (arXiv:1702.01284,
 * algorithm 6): unbiased over the whole range, without tables.
 */
function estimateFromRanks(histogram: Float64Array): number {
  let z = REGISTERS * tau(1 - histogram[MAX_RANK]! / REGISTERS)
  for (let rank = MAX_RANK - 1; rank >= 1; rank--) z = 0.5 * (z + histogram[rank]!)
  z += REGISTERS * sigma(histogram[0]! / REGISTERS)
  return Math.round(REGISTERS ** 2 / (2 * Math.LN2 * z))
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
