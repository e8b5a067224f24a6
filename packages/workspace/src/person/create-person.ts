import type { Role } from '@tidemark/contracts'
import { conflict, invalid, uuidv7 } from '@tidemark/platform'
import { z } from 'zod'
import { recordAudit } from '../audit/record-audit.ts'
import type { ActorContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { makeReadablePassword } from '../password/make-readable-password.ts'
import { hashPassword } from '../password/password.ts'
import { openProject } from '../project/open-project.ts'
import { requireOperator } from '../require-operator.ts'

export type NewPerson = { email: string; name: string; project: string; role: Role }
export type PersonLogin = { id: string; email: string; password: string }

/**
 * Makes a person who may log in and gives them a role in one project. The password is answered this one time. Throws
 * `forbidden`, `invalid_input`, `not_found` (the project), `conflict` (the address is taken).
 */
export async function createPerson(ctx: ActorContext, input: NewPerson): Promise<PersonLogin> {
  requireOperator(ctx)
  const email = input.email.trim().toLowerCase()
  if (!z.email().max(254).safeParse(email).success) throw invalid('The e-mail address is not valid.')
  const { project } = await openProject(ctx, input.project)
  const id = uuidv7(ctx.now())
  const password = makeReadablePassword()
  const hash = await hashPassword(password)
  await inTransaction(ctx, async (tx) => {
    if ((await tx.user.count({ where: { email } })) > 0) throw conflict('There is a person with this e-mail address.')
    await tx.user.create({ data: { id, name: input.name, email, emailVerified: true } })
    await tx.account.create({
      data: { id: uuidv7(), accountId: id, providerId: 'credential', userId: id, password: hash },
    })
    await tx.member.create({
      data: { id: uuidv7(), organizationId: project.organizationId, userId: id, role: 'member' },
    })
    await tx.projectMember.create({ data: { projectId: project.id, userId: id, role: input.role } })
    const details = { project: project.slug, role: input.role }
    await recordAudit(tx, { ...ctx, project }, { action: 'person.create', subject: id, details })
  })
  return { id, email, password }
}
