import type { ProjectView } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import type { ServiceContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { requireRole } from '../require-role.ts'
import { isTimeZone } from './is-time-zone.ts'
import { PROJECT_COLUMNS, toProject, toProjectView } from './to-project.ts'

export type ProjectChange = { name?: string | undefined; timeZone?: string | undefined; weekStart?: number | undefined }

/** Changes name, timezone or start of the week; what is left out stays. Throws `forbidden`, `invalid_input`. */
export async function updateProject(ctx: ServiceContext, change: ProjectChange): Promise<ProjectView> {
  requireRole(ctx, 'admin')
  const { name, timeZone, weekStart } = change
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw invalid('The timezone is not an IANA name.')
  if (weekStart !== undefined && !(Number.isInteger(weekStart) && weekStart >= 0 && weekStart <= 6))
    throw invalid('The week starts on a day from 0 (Sunday) to 6 (Saturday).')
  const data = {
    ...(name === undefined ? {} : { name }),
    ...(timeZone === undefined ? {} : { timezone: timeZone }),
    ...(weekStart === undefined ? {} : { weekStart }),
  }
  return inTransaction(ctx, async (tx) => {
    const row = await tx.project.update({ where: { id: ctx.project.id }, data, select: PROJECT_COLUMNS })
    await recordAudit(tx, ctx, { action: 'project.update', subject: String(row.id), details: data })
    return toProjectView(toProject(row), ctx.role)
  })
}
