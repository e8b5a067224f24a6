import { sfc32 } from '@tidemark/packs/seeded/sfc32'

/** Uniform numbers in (0, 1). */
export function seededUniform(seed: number): () => number {
  const next = sfc32(seed)
  return () => (next() + 0.5) / 2 ** 32
}

/** Standard normal numbers (Box-Muller). */
export function seededNormal(seed: number): () => number {
  const uniform = seededUniform(seed)
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** `size` uniform 64-bit hashes as high and low words: distinct for all practical purposes. */
export function seededHashes(seed: number, size: number): { his: Uint32Array; los: Uint32Array } {
  const next = sfc32(seed)
  return { his: Uint32Array.from({ length: size }, next), los: Uint32Array.from({ length: size }, next) }
}
