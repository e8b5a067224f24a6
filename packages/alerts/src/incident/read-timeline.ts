import { TimelineEntry } from '@tidemark/contracts'
import { isUuid, notFound } from '@tidemark/platform'
import type { ServiceContext } from '@tidemark/workspace'
import { namesOf } from './to-incident-view.ts'

/** What happened in an incident, the oldest first: steps, moves, notes, and who was told or why not. Throws `not_found`. */
export async function readTimeline(ctx: ServiceContext, id: string): Promise<TimelineEntry[]> {
  const incident = isUuid(id)
    ? await ctx.prisma.incident.findFirst({
        where: { id, projectId: ctx.project.id },
        select: {
          events: true,
          notifications: { where: { state: 'dropped' }, include: { channel: { select: { name: true } } } },
        },
      })
    : null
  if (incident === null) throw notFound('There is no such incident.')
  const nameOf = await namesOf(
    ctx.prisma,
    incident.events.map(({ by }) => by),
  )
  const events = incident.events.map(({ at, kind, by, text, id: order }) => ({
    order,
    entry: { at: at.getTime(), kind, by: nameOf(by), text },
  }))
  // Deliveries write events of their own; what was never tried has none.
  const dropped = incident.notifications.map((one) => ({
    order: one.id,
    entry: {
      at: one.createdAt.getTime(),
      kind: 'delivery',
      by: null,
      text: `Did not tell ${one.channel.name}: ${one.dropReason}.`,
    },
  }))
  return [...events, ...dropped]
    .sort((a, b) => a.entry.at - b.entry.at || (a.order < b.order ? -1 : 1))
    .map(({ entry }) => TimelineEntry.parse(entry))
}
