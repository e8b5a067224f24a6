import type { IncidentFilter, IncidentView } from '@tidemark/contracts'
import type { ServiceContext } from '@tidemark/workspace'
import type { z } from 'zod'
import { toIncidentViews } from './to-incident-view.ts'

type Filter = Omit<z.output<typeof IncidentFilter>, 'project'>

const STATES: Readonly<Record<Filter['state'], object>> = {
  active: { state: { not: 'resolved' } },
  resolved: { state: 'resolved' },
  all: {},
}

/** Incidents of the project, the newest first. */
export async function listIncidents(ctx: ServiceContext, { state, limit }: Filter): Promise<IncidentView[]> {
  const rows = await ctx.prisma.incident.findMany({
    where: { projectId: ctx.project.id, ...STATES[state] },
    orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
  return toIncidentViews(ctx.prisma, rows)
}
