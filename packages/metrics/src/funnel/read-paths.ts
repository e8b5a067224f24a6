import type { Match } from '@tidemark/contracts'
import { matchSets, placeSets } from '../scan/match-sets.ts'
import { readUnits } from '../scan/read-units.ts'
import type { ScanContext, ScanProject } from '../scan/scan-events.ts'
import { foldPaths } from './fold/fold-paths.ts'
import type { Paths } from './fold/paths.ts'
import type { Key } from './fold/split-paths.ts'

/** What is followed through raw events. */
export interface PathQuestion {
  readonly unit: 'actor' | 'session'
  /** alternatives of each step, the entry first */
  readonly steps: readonly (readonly Match[])[]
  readonly exclude: readonly Match[]
  readonly withinMs: number
  /** of the entry, epoch ms */
  readonly range: { readonly from: number; readonly to: number }
  /** dimensions of the entering event */
  readonly breakdown: readonly string[]
  /** whether the people behind sessions are needed */
  readonly withActors: boolean
}

export interface ReadPaths {
  readonly paths: Paths
  /** breakdown values by the place of a path's dimension set */
  readonly keys: readonly Key[]
  readonly events: number
  readonly rawRange: { readonly from: number; readonly to: number }
}

/**
 * The paths of all units that entered in the range. A session belongs to its start (T-54): entries of sessions that began
 * within the window before the range are looked for, and left out.
 */
export async function readPaths(
  context: ScanContext,
  project: ScanProject,
  question: PathQuestion,
): Promise<ReadPaths> {
  const { unit, steps, withinMs, range } = question
  const groups = question.exclude.length === 0 ? steps : [...steps, question.exclude]
  const sets = await matchSets(context.pool, project.id, groups, question.breakdown)
  const rawRange = { from: unit === 'session' ? range.from - withinMs : range.from, to: range.to + withinMs + 1 }
  const { log, events } = await readUnits(context, project, {
    unit,
    withActors: question.withActors,
    from: range.from,
    to: rawRange.to,
    sets: sets.ids,
    earlier: { from: rawRange.from, sets: sets.ids.filter((_, i) => (sets.masks[i]! & 1) !== 0) },
    places: placeSets(sets),
  })
  const paths = foldPaths(log, { steps: steps.length, masks: sets.masks, withinMs, ...range })
  return { paths, keys: sets.keys, events, rawRange }
}
