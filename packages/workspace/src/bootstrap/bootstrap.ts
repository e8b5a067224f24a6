import { uuidv7 } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import type { ActorContext, Writer } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { makeReadablePassword } from '../password/make-readable-password.ts'
import { hashPassword } from '../password/password.ts'

/** Where Tidemark's own events go. */
export const SELF_PROJECT = 'tidemark'
/** The project that waits for the user's own events. */
export const FIRST_PROJECT = 'main'
const ADMIN_EMAIL = 'admin@tidemark.local'

export type FirstLogin = { readonly email: string; readonly password: string }

type Maker = { id: string; organizationId: string; passwordHash: string }

async function createAdmin(tx: Writer, maker: Maker): Promise<void> {
  await tx.user.create({ data: { id: maker.id, name: 'Administrator', email: ADMIN_EMAIL, emailVerified: true } })
  await tx.account.create({
    data: {
      id: uuidv7(),
      accountId: maker.id,
      providerId: 'credential',
      userId: maker.id,
      password: maker.passwordHash,
    },
  })
  await tx.member.create({
    data: { id: uuidv7(), organizationId: maker.organizationId, userId: maker.id, role: 'owner' },
  })
}

async function createProject(tx: Writer, maker: Maker, slug: string, name: string): Promise<void> {
  await tx.project.create({
    data: {
      organizationId: maker.organizationId,
      slug,
      name,
      members: { create: { userId: maker.id, role: 'admin' } },
    },
  })
}

/**
 * Makes the organization, the first two projects and the first admin, once: where an organization exists it changes
 * nothing and answers null. The login is answered this one time and cannot be read again.
 */
export async function bootstrap(ctx: ActorContext): Promise<FirstLogin | null> {
  if ((await ctx.prisma.organization.count()) > 0) return null
  const password = makeReadablePassword()
  const passwordHash = await hashPassword(password)
  return inTransaction(ctx, async (tx) => {
    // Processes that start together must not both find the house empty.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('tidemark.bootstrap'))`
    if ((await tx.organization.count()) > 0) return null
    const organizationId = uuidv7(ctx.now())
    await tx.organization.create({ data: { id: organizationId, name: 'My organization', slug: 'main' } })
    const maker = { id: uuidv7(ctx.now()), organizationId, passwordHash }
    await createAdmin(tx, maker)
    await createProject(tx, maker, SELF_PROJECT, 'Tidemark')
    await createProject(tx, maker, FIRST_PROJECT, 'My project')
    await recordAudit(tx, ctx, { action: 'organization.create', subject: organizationId, organizationId })
    return { email: ADMIN_EMAIL, password }
  })
}
