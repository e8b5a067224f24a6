import type { AlertRuleInput } from '@tidemark/contracts'
import { conflict, invalid, isUuid } from '@tidemark/platform'
import type { ServiceContext, Writer } from '@tidemark/workspace'

/** The columns that people decide. */
export const toRuleColumns = ({ channelIds: _channels, ...input }: AlertRuleInput) => input

/** Locks the project, so that names stay unique and limits hold among rules made at the same time. */
export async function lockProject(tx: Writer, ctx: ServiceContext): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM project WHERE id = ${ctx.project.id} FOR UPDATE`
}

/** Throws `conflict` when another rule of the project has the name. */
export async function requireFreeName(tx: Writer, ctx: ServiceContext, name: string, self?: string): Promise<void> {
  const others = self === undefined ? {} : { id: { not: self } }
  const taken = await tx.alertRule.count({ where: { projectId: ctx.project.id, name, deletedAt: null, ...others } })
  if (taken > 0) throw conflict(`There is a rule named ${name} already.`)
}

/** The channels without repetition. Throws `invalid_input` when one is not a channel of the project. */
export async function requireChannels(tx: Writer, ctx: ServiceContext, ids: readonly string[]): Promise<string[]> {
  const unique = [...new Set(ids)]
  const known = unique.every(isUuid)
    ? await tx.alertChannel.count({ where: { id: { in: unique }, projectId: ctx.project.id, deletedAt: null } })
    : -1
  if (known !== unique.length) throw invalid('A channel of the rule does not exist.')
  return unique
}
