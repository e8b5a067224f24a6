import { createHmac } from 'node:crypto'
import type { PrismaClient } from '@tidemark/db'
import { type Logger, uuidv7 } from '@tidemark/platform'
import { hashPassword, verifyPassword } from '@tidemark/workspace'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { organization } from 'better-auth/plugins/organization'
import type { OriginRule } from '../http/origins.ts'
import { CLIENT_ADDRESS_HEADER } from './client-address.ts'

/** A session ends after 30 minutes without a request, and in any case 12 hours after login. */
export const SESSION_IDLE_MS = 30 * 60_000
export const SESSION_ABSOLUTE_MS = 12 * 3_600_000
const REFRESH_AFTER_SECONDS = 60

export type AuthOptions = {
  prisma: PrismaClient
  log: Logger
  secret: string
  publicUrl: string
  isAllowedOrigin: OriginRule
}

/** Users, sessions and organizations. People are invited, never self-registered. */
export function createAuth({ prisma, log, secret, publicUrl, isAllowedOrigin }: AuthOptions) {
  const secure = publicUrl.startsWith('https:')
  return betterAuth({
    appName: 'Tidemark',
    baseURL: publicUrl,
    basePath: '/api/auth',
    // A key of its own, so that what better-auth signs proves nothing elsewhere.
    secret: createHmac('sha256', secret).update('better-auth').digest('base64url'),
    trustedOrigins: (request) => {
      const origin = request?.headers.get('origin') ?? null
      return origin !== null && isAllowedOrigin(origin, request?.headers.get('host') ?? undefined) ? [origin] : []
    },
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message) => log[level === 'error' ? 'error' : 'warn']({ from: 'better-auth' }, message),
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      password: { hash: hashPassword, verify: ({ password, hash }) => verifyPassword(password, hash) },
    },
    session: { expiresIn: SESSION_IDLE_MS / 1000, updateAge: REFRESH_AFTER_SECONDS, cookieCache: { enabled: false } },
    rateLimit: { enabled: true, window: 60, max: 120, storage: 'memory', customRules: { '/sign-in/*': false } },
    advanced: {
      // `__Secure-` needs https; plain http exists only on the machine itself.
      useSecureCookies: secure,
      cookiePrefix: 'tidemark',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: () => uuidv7() },
    },
    plugins: [organization({ allowUserToCreateOrganization: false })],
  })
}

export type Auth = ReturnType<typeof createAuth>
