import { sfc32 } from './sfc32.ts'

/** A source of chance that always tells the same story for the same name. */
export interface Random {
  /** uniform in (0, 1) */
  uniform(): number
  /** a whole uniform 32-bit word */
  word(): number
  /** true with probability `p` */
  chance(p: number): boolean
  /** one of the list */
  pick<T>(list: readonly T[]): T
  /** log-normal: half of the values lie below `median`; `sigma` is the deviation of the logarithm */
  logNormal(median: number, sigma: number): number
  /** how many of independent happenings come about when `mean` are expected (Knuth's product method) */
  poisson(mean: number): number
}

/** FNV-1a over the text of all parts, 32 bits. */
export function hashOf(parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of parts.join('\0')) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193)
  return hash >>> 0
}

/** Chance named by `parts`: the same parts, the same sequence of answers. */
export function createRandom(...parts: readonly (string | number)[]): Random {
  const word = sfc32(hashOf(parts))
  const uniform = () => (word() + 0.5) / 2 ** 32
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return {
    uniform,
    word,
    chance: (p) => uniform() < p,
    pick: (list) => list[Math.floor(uniform() * list.length)] as (typeof list)[number],
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    poisson(mean) {
      const limit = Math.exp(-mean)
      let count = 0
      for (let product = uniform(); product > limit; product *= uniform()) count++
      return count
    },
  }
}
