import { ALERTING_SUBJECT } from '@tidemark/contracts'
import { type Changed, LiveRead } from '../live-read.svelte.ts'
import type { ProjectContext } from '../state/project-context.ts'

const tellsOfAlerts = (changed: Changed): boolean => changed === '*' || changed.includes(ALERTING_SUBJECT)

/** An answer about rules or incidents that follows what happens to them. Other questions of a page keep the old one meanwhile. */
export const followAlerts = <Q, R>(
  { project, live, view }: ProjectContext,
  ask: () => Q | null,
  read: (project: string, question: Q, signal: AbortSignal) => Promise<R>,
  subject: (question: Q) => string = () => '',
): LiveRead<Q, R> =>
  new LiveRead(ask, {
    project: () => project.slug,
    live,
    paused: () => view.paused,
    read,
    subject,
    concerns: tellsOfAlerts,
  })
