import type { PrismaClient } from '@tidemark/db'
import { type Clock, invalid, notFound } from '@tidemark/platform'
import { recordAudit } from '@tidemark/workspace'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { OriginRule } from '../http/origins.ts'
import { refuseForeignOrigin } from '../http/refuse-foreign-origin.ts'
import type { Auth } from './create-auth.ts'
import { deviceCookie } from './known-device.ts'
import { createLoginGuard } from './login-guard.ts'
import { resolveSession } from './resolve-session.ts'
import { webHeaders, webRequest } from './web-request.ts'

const PREFIX = '/api/auth'
const SIGN_IN = '/sign-in/email'
const SIGN_OUT = '/sign-out'
const BODY_LIMIT = 16 * 1024

/** The parts of better-auth that are in use. What is not listed does not exist for the outside. */
const OPEN = new Set([
  SIGN_IN,
  SIGN_OUT,
  '/get-session',
  '/change-password',
  '/list-sessions',
  '/revoke-session',
  '/revoke-sessions',
  '/revoke-other-sessions',
  '/organization/list',
  '/organization/get-full-organization',
])

const Login = z.object({ email: z.string().max(320), password: z.string().max(128) })

export type AuthRouteOptions = {
  prisma: PrismaClient
  auth: Auth
  secret: string
  publicUrl: string
  isAllowedOrigin: OriginRule
  now: Clock
}

function parseLogin(body: unknown): { email: string } {
  try {
    return {
      email: Login.parse(JSON.parse(String(body)))
        .email.trim()
        .toLowerCase(),
    }
  } catch {
    throw invalid('Send email and password.')
  }
}

/** Leaves a row for each login that was tried; strangers' names are not kept, they may be mistyped passwords. */
async function auditLogin(prisma: PrismaClient, email: string, address: string, ok: boolean): Promise<void> {
  const user = await prisma.user.findUnique({ where: { email }, select: { id: true } })
  const actor = ok && user !== null ? ({ kind: 'user', id: user.id } as const) : ({ kind: 'system' } as const)
  const entry = { action: ok ? 'session.create' : 'session.refuse', details: { address } }
  await recordAudit(prisma, { actor }, user === null ? entry : { ...entry, subject: user.id })
}

/** Mounts logins and sessions under `/api/auth`. */
export function registerAuth(app: FastifyInstance, options: AuthRouteOptions): void {
  const { prisma, auth, secret, publicUrl, now } = options
  const guard = createLoginGuard(secret, now)
  const secure = publicUrl.startsWith('https:')

  async function signIn(request: FastifyRequest, reply: FastifyReply): Promise<Response> {
    const { email } = parseLogin(request.body)
    const { cookie } = request.headers
    const attempt = guard.enter({ email, address: request.ip, cookie })
    const answer = await auth.handler(webRequest(request, publicUrl))
    await auditLogin(prisma, email, request.ip, answer.ok)
    if (answer.ok) {
      attempt.succeed()
      if (!attempt.known) reply.header('set-cookie', deviceCookie(secret, email, secure))
    } else request.log.warn({ address: request.ip, status: answer.status }, 'login refused')
    return answer
  }

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const path = request.url.slice(PREFIX.length).split('?', 1)[0] ?? ''
    if (!OPEN.has(path)) throw notFound()
    // Ends a session that is past its absolute limit before better-auth could prolong it.
    if (path !== SIGN_IN) await resolveSession(auth, webHeaders(request), now)
    const answer = path === SIGN_IN ? await signIn(request, reply) : await auth.handler(webRequest(request, publicUrl))
    if (path === SIGN_OUT && answer.ok) reply.header('clear-site-data', '"cache", "storage"')
    for (const [name, value] of answer.headers) if (name !== 'content-length') reply.header(name, value)
    return reply
      .code(answer.status)
      .header('cache-control', 'no-store')
      .send(await answer.text())
  }

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    const parser = { parseAs: 'string', bodyLimit: BODY_LIMIT } as const
    scope.addContentTypeParser('application/json', parser, (_request, body, done) => done(null, body))
    scope.route({
      method: ['GET', 'POST'],
      url: `${PREFIX}/*`,
      onRequest: refuseForeignOrigin(options.isAllowedOrigin),
      handler: handle,
    })
  })
}
