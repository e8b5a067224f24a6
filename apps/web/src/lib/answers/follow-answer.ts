import { applicable, metricsOf } from '../catalog.ts'
import { type Changed, LiveRead } from '../live-read.svelte.ts'
import type { ProjectContext } from '../state/project-context.ts'

interface Following<Q, R> {
  /** event types that the answer is read from: it is asked again when one of their metrics may have changed */
  readonly events: () => readonly string[]
  readonly ask: (now: number) => Q | null
  readonly read: (project: string, question: Q, signal: AbortSignal) => Promise<R>
  /** what a question is about: answers about the same stay on show while the next one is asked for */
  readonly subject: (question: Q) => string
}

/** An answer of a board that is no metric, and follows the events it is read from. */
export const followAnswer = <Q, R>(
  context: ProjectContext,
  { events, ask, read, subject }: Following<Q, R>,
): LiveRead<Q, R> =>
  new LiveRead(ask, {
    project: () => context.project.slug,
    live: context.live,
    paused: () => context.view.paused,
    read,
    subject,
    concerns: (changed: Changed) => {
      if (changed === '*') return true
      const own = metricsOf(context.catalog, events())
      return changed.some((metric) => own.has(metric))
    },
  })

/** The page's breakdown where an answer can be split by it, or the widget's own. */
export const splitOf = (
  { view }: ProjectContext,
  of: { readonly dimensions: readonly string[] } | undefined,
  own: string | null,
): string[] => {
  const asked = view.by.filter((name) => of?.dimensions.includes(name))
  return asked.length > 0 ? asked : own === null ? [] : [own]
}

/** The page's filters as an answer understands them. */
export const filtersOf = ({ view }: ProjectContext, of: { readonly dimensions: readonly string[] } | undefined) =>
  applicable(of, view.filters)
