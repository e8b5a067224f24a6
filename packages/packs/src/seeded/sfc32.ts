/** Uniform 32-bit words of the generator sfc32 (PractRand), started from one word: the same seed, the same sequence. */
export function sfc32(seed: number): () => number {
  let a = seed | 0
  let b = 0x9e3779b9 | 0
  let c = 0x243f6a88
  let counter = 1
  const next = () => {
    const sum = (((a + b) | 0) + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  // Until every bit of the seed has reached every word.
  for (let round = 0; round < 20; round++) next()
  return next
}
