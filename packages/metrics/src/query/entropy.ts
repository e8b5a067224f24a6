import type { EntropyScale } from '@tidemark/contracts'

/**
 * How varied a sample is: Shannon entropy in bits of the shares of its values, or evenness, the same over log2 of the
 * number of values seen (0 to 1). A small sample looks less varied than what it was drawn from by about
 * (K - 1) / (2 n ln 2) bits, which is added (G. Miller, "Note on the bias of information estimates", 1955). Null for no
 * events, 0 for one value.
 * @param weights per value seen, how much of the whole it is
 * @param n events in the sample
 */
export function entropyOf(weights: Iterable<number>, n: number, scale: EntropyScale): number | null {
  const seen = [...weights].filter((weight) => weight > 0)
  if (seen.length === 0 || n === 0) return null
  if (seen.length === 1) return 0
  const whole = seen.reduce((sum, weight) => sum + weight, 0)
  const plain = seen.reduce((sum, weight) => sum - (weight / whole) * Math.log2(weight / whole), 0)
  const bits = plain + (seen.length - 1) / (2 * n * Math.LN2)
  // The correction may lead beyond what so many values can be at most.
  return scale === 'bits' ? bits : Math.min(1, bits / Math.log2(seen.length))
}
