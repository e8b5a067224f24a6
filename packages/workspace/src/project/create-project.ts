import { ProjectSlug, type ProjectView } from '@tidemark/contracts'
import { conflict, invalid } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import type { ActorContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { requireOperator } from '../require-operator.ts'
import { isTimeZone } from './is-time-zone.ts'
import { PROJECT_COLUMNS, toProject, toProjectView } from './to-project.ts'

export type NewProject = { slug: string; name: string; timeZone?: string | undefined; weekStart?: number | undefined }

/**
 * Makes a project in the first organization, whose owners become its admins. Throws `forbidden`, `invalid_input`,
 * `conflict` (the slug is taken).
 */
export async function createProject(ctx: ActorContext, input: NewProject): Promise<ProjectView> {
  requireOperator(ctx)
  const { slug, name, timeZone = 'UTC', weekStart = 0 } = input
  if (!ProjectSlug.safeParse(slug).success) throw invalid('A slug is made of lower-case letters, digits and dashes.')
  if (!isTimeZone(timeZone)) throw invalid('The timezone is not an IANA name.')
  if (!(Number.isInteger(weekStart) && weekStart >= 0 && weekStart <= 6))
    throw invalid('The week starts on a day from 0 (Sunday) to 6 (Saturday).')
  return inTransaction(ctx, async (tx) => {
    if ((await tx.project.count({ where: { slug } })) > 0) throw conflict(`There is a project ${slug} already.`)
    const organization = await tx.organization.findFirstOrThrow({ orderBy: { createdAt: 'asc' }, select: { id: true } })
    const owners = await tx.member.findMany({
      where: { organizationId: organization.id, role: 'owner' },
      select: { userId: true },
    })
    const row = await tx.project.create({
      data: {
        organizationId: organization.id,
        slug,
        name,
        timezone: timeZone,
        weekStart,
        members: { create: owners.map(({ userId }) => ({ userId, role: 'admin' })) },
      },
      select: PROJECT_COLUMNS,
    })
    const project = toProject(row)
    await recordAudit(
      tx,
      { ...ctx, project },
      { action: 'project.create', subject: String(row.id), details: { slug, name } },
    )
    return toProjectView(row, 'admin')
  })
}
