/** A deterministic source of uniform 32-bit words (sfc32 of PractRand), so that every test run is the same. */
export function seededWords(seed: number): () => number {
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
  for (let round = 0; round < 20; round++) next()
  return next
}

/** Uniform numbers in (0, 1). */
export function seededUniform(seed: number): () => number {
  const next = seededWords(seed)
  return () => (next() + 0.5) / 2 ** 32
}

/** Standard normal numbers (Box-Muller). */
export function seededNormal(seed: number): () => number {
  const uniform = seededUniform(seed)
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** `size` uniform 64-bit hashes as high and low words: distinct for all practical purposes. */
export function seededHashes(seed: number, size: number): { his: Uint32Array; los: Uint32Array } {
  const next = seededWords(seed)
  return { his: Uint32Array.from({ length: size }, next), los: Uint32Array.from({ length: size }, next) }
}
