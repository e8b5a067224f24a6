import { createRule, deleteRule, listRules, updateRule } from '@tidemark/alerts'
import { AlertRuleInput, AlertRuleView, ProjectSlug } from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

const Named = z.strictObject({ project: ProjectSlug, id: z.string() })

export const alertRuleRouter = router({
  list: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug }))
    .output(z.array(AlertRuleView))
    .query(({ ctx }) => listRules(ctx.service)),

  create: procedure.editor
    .input(z.strictObject({ project: ProjectSlug, rule: AlertRuleInput }))
    .output(AlertRuleView)
    .mutation(async ({ ctx, input }) => {
      const rule = await createRule(ctx.service, input.rule)
      ctx.alerts.hints.tell(ctx.service.project.id)
      return rule
    }),

  /** Replaces everything that people decide about a rule. */
  update: procedure.editor
    .input(z.strictObject({ ...Named.shape, rule: AlertRuleInput }))
    .output(AlertRuleView)
    .mutation(async ({ ctx, input }) => {
      const rule = await updateRule(ctx.service, input.id, input.rule)
      ctx.alerts.hints.tell(ctx.service.project.id)
      return rule
    }),

  delete: procedure.editor
    .input(Named)
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await deleteRule(ctx.service, input.id)
      ctx.alerts.hints.tell(ctx.service.project.id)
      return null
    }),
})
