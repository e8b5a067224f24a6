import { notFound } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import type { ActorContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { makeReadablePassword } from '../password/make-readable-password.ts'
import { hashPassword } from '../password/password.ts'
import { requireOperator } from '../require-operator.ts'
import type { PersonLogin } from './create-person.ts'

/** Gives a person a new password, answered this one time, and ends their sessions. Throws `forbidden`, `not_found`. */
export async function resetPassword(ctx: ActorContext, input: { email: string }): Promise<PersonLogin> {
  requireOperator(ctx)
  const email = input.email.trim().toLowerCase()
  const password = makeReadablePassword()
  const hash = await hashPassword(password)
  const id = await inTransaction(ctx, async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true } })
    if (user === null) throw notFound('There is no person with this e-mail address.')
    const changed = await tx.account.updateMany({
      where: { userId: user.id, providerId: 'credential' },
      data: { password: hash },
    })
    if (changed.count === 0) throw notFound('This person does not log in with a password.')
    await tx.session.deleteMany({ where: { userId: user.id } })
    await recordAudit(tx, ctx, { action: 'person.reset_password', subject: user.id })
    return user.id
  })
  return { id, email, password }
}
