import { PRIVACY_K_MAX, PRIVACY_K_MIN, PrivacyK, type ProjectView } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import type { ServiceContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { requireRole } from '../require-role.ts'
import { isTimeZone } from './is-time-zone.ts'
import { PROJECT_COLUMNS, toProjectView } from './to-project.ts'

export type ProjectChange = {
  name?: string | undefined
  timeZone?: string | undefined
  weekStart?: number | undefined
  /** null: as the installation says */
  privacyK?: number | null | undefined
}

/** Changes name, timezone, start of the week or the privacy threshold; what is left out stays. Throws `forbidden`, `invalid_input`. */
export async function updateProject(ctx: ServiceContext, change: ProjectChange): Promise<ProjectView> {
  requireRole(ctx, 'admin')
  const { name, timeZone, weekStart, privacyK } = change
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw invalid('The timezone is not an IANA name.')
  if (weekStart !== undefined && !(Number.isInteger(weekStart) && weekStart >= 0 && weekStart <= 6))
    throw invalid('The week starts on a day from 0 (Sunday) to 6 (Saturday).')
  if (privacyK !== undefined && !PrivacyK.nullable().safeParse(privacyK).success)
    throw invalid(`The privacy threshold is a whole number from ${PRIVACY_K_MIN} to ${PRIVACY_K_MAX}.`)
  const data = {
    ...(name === undefined ? {} : { name }),
    ...(timeZone === undefined ? {} : { timezone: timeZone }),
    ...(weekStart === undefined ? {} : { weekStart }),
    ...(privacyK === undefined ? {} : { privacyK }),
  }
  return inTransaction(ctx, async (tx) => {
    const row = await tx.project.update({ where: { id: ctx.project.id }, data, select: PROJECT_COLUMNS })
    await recordAudit(tx, ctx, { action: 'project.update', subject: String(row.id), details: data })
    return toProjectView(row, ctx.role)
  })
}
