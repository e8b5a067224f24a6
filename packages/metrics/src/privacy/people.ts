import { countBottomK, mergeEncodedBottomK } from '../sketch/bottom-k.ts'
import type { Crowd } from './blocks.ts'

/** Who is behind the events of a cell, as the sets that rollups keep. */
export interface People {
  readonly actors: Uint8Array
  readonly sessions: Uint8Array
  /** what was summed: of everybody, and the most that one actor may have; null where no sum is told, or raw is gone */
  readonly amount: { readonly all: number; readonly most: number } | null
}

/** One person may be behind this share of a sum at most (Hundepool et al., Statistical Disclosure Control, 2012, ch. 4). */
export const DOMINANT_SHARE = 0.8

const countOf = (sets: readonly Uint8Array[]): number => countBottomK(mergeEncodedBottomK(sets)).count

/** The most of one actor in a union is at most the sum of the most in its parts, so this errs on the safe side. */
function isDominated(cells: readonly People[]): boolean {
  let all = 0
  let most = 0
  for (const { amount } of cells) {
    all += amount?.all ?? 0
    most += amount?.most ?? 0
  }
  return most > DOMINANT_SHARE * all
}

/** At least k distinct actors and k distinct sessions, and no actor behind more than 80 % of a sum. Pure. */
export const crowdOf = (k: number): Crowd<People> => ({
  isSafe: (cells) =>
    countOf(cells.map(({ actors }) => actors)) >= k &&
    countOf(cells.map(({ sessions }) => sessions)) >= k &&
    !isDominated(cells),
  size: (cells) => countOf(cells.map(({ actors }) => actors)),
})
