import type { MetricQueryInput, SliWindow, Stat } from '@tidemark/contracts'
import { type Changed, LiveRead } from '../live-read.svelte.ts'
import type { ProjectContext } from '../state/project-context.ts'

const PACK = 'workflow-runs.'
const MINUTE = 60_000
const DAYS: Record<SliWindow, number> = { '1d': 1, '7d': 7, '30d': 30 }

const tellsOfRuns = (changed: Changed): boolean => changed === '*' || changed.some((metric) => metric.startsWith(PACK))

/** An answer about runs that follows them as they come in. Answers about the same workflow stay while it asks again. */
export const followRuns = <Q extends { readonly workflowId?: string | undefined }, R>(
  { project, live, view }: ProjectContext,
  ask: () => Q,
  read: (question: Q, signal: AbortSignal) => Promise<R>,
): LiveRead<Q, R> =>
  new LiveRead(ask, {
    project: () => project.slug,
    live,
    paused: () => view.paused,
    read: (_, question, signal) => read(question, signal),
    subject: ({ workflowId }) => workflowId ?? '',
    concerns: tellsOfRuns,
  })

/** The question behind a card's number, asked of the one query path for its receipt. */
export const askTotal =
  (metric: string, stat: Stat, workflow: string | undefined, window: SliWindow) =>
  (now: number): MetricQueryInput => {
    const to = Math.floor(now / MINUTE) * MINUTE + MINUTE
    return {
      metric: PACK + metric,
      stat,
      range: { from: to - DAYS[window] * 86_400_000, to },
      bucket: 'total',
      filters: workflow === undefined ? [] : [{ dimension: 'workflow', op: 'in', values: [workflow] }],
      breakdown: [],
    }
  }
