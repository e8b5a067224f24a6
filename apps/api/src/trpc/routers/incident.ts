import {
  acknowledgeIncident,
  addNote,
  bulkAcknowledge,
  escalateIncident,
  listIncidents,
  readTimeline,
  resolveIncident,
} from '@tidemark/alerts'
import {
  BulkAcknowledge,
  BulkAcknowledged,
  IncidentCommand,
  IncidentFilter,
  IncidentNote,
  IncidentView,
  ProjectSlug,
  TimelineEntry,
} from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

type Move = typeof acknowledgeIncident

/** A procedure that moves one incident and tells pages about it. */
const moving = (move: Move) =>
  procedure.editor
    .input(IncidentCommand)
    .output(IncidentView)
    .mutation(async ({ ctx, input: { project: _slug, ...order } }) => {
      const incident = await move(ctx.service, order)
      ctx.alerts.hints.tell(ctx.service.project.id)
      return incident
    })

export const incidentRouter = router({
  list: procedure.viewer
    .input(IncidentFilter)
    .output(z.array(IncidentView))
    .query(({ ctx, input }) => listIncidents(ctx.service, input)),

  timeline: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, id: z.string() }))
    .output(z.array(TimelineEntry))
    .query(({ ctx, input }) => readTimeline(ctx.service, input.id)),

  acknowledge: moving(acknowledgeIncident),
  /** The note says why and is required. */
  escalate: moving(escalateIncident),
  resolve: moving(resolveIncident),

  note: procedure.editor
    .input(IncidentNote)
    .output(TimelineEntry)
    .mutation(async ({ ctx, input: { id, text } }) => {
      const entry = await addNote(ctx.service, { id, text })
      ctx.alerts.hints.tell(ctx.service.project.id)
      return entry
    }),

  bulkAcknowledge: procedure.editor
    .input(BulkAcknowledge)
    .output(BulkAcknowledged)
    .mutation(async ({ ctx, input: { incidents, note } }) => {
      const outcome = await bulkAcknowledge(
        ctx.service,
        incidents.map((incident) => ({ ...incident, note })),
      )
      ctx.alerts.hints.tell(ctx.service.project.id)
      return outcome
    }),
})
