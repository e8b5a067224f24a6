import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import type { PrismaClient } from '@tidemark/db'
import { type Clock, forbidden, unauthenticated } from '@tidemark/platform'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Auth } from '../auth/create-auth.ts'
import { resolveSession } from '../auth/resolve-session.ts'
import { webHeaders } from '../auth/web-request.ts'
import { toErrorBody, toPublicError } from '../http/public-error.ts'

const PATH = '/ops/queues'
const ADMIN_ROLES = ['owner', 'admin']

export type Queue = ConstructorParameters<typeof BullMQAdapter>[0]

export type QueueConsoleOptions = {
  prisma: PrismaClient
  auth: Auth
  now: Clock
  queues: readonly Queue[]
}

async function requireOrganizationAdmin(
  { prisma, auth, now }: QueueConsoleOptions,
  request: FastifyRequest,
): Promise<void> {
  const { signedIn } = await resolveSession(auth, webHeaders(request), now)
  if (signedIn === null) throw unauthenticated()
  const where = { userId: signedIn.user.id, role: { in: ADMIN_ROLES } }
  const admin = await prisma.member.findFirst({ where, select: { id: true } })
  if (admin === null) throw forbidden('The queues are for admins of the organization.')
  if (request.method !== 'GET' && request.method !== 'HEAD') throw forbidden('The queues can only be looked at.')
}

/** Shows the queues under `/ops/queues`, read only, to admins of the organization. */
export async function registerQueueConsole(app: FastifyInstance, options: QueueConsoleOptions): Promise<void> {
  const adapter = new FastifyAdapter().setBasePath(PATH)
  createBullBoard({
    queues: options.queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Tidemark queues' } },
  })
  // The console's own handler would send messages and stacks.
  adapter.setErrorHandler((error) => {
    const safe = toPublicError(error)
    return { status: safe.status as 500, body: toErrorBody(safe, '') }
  })
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store')
      await requireOrganizationAdmin(options, request)
    })
    await scope.register(adapter.registerPlugin(), { prefix: PATH })
  })
}
