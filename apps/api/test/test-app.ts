import { openChannelServices } from '@tidemark/alerts'
import type { ErrorBody, Role } from '@tidemark/contracts'
import { createPools, createPrisma, type Pools, type PrismaClient } from '@tidemark/db'
import { createLogger, uuidv7 } from '@tidemark/platform'
import { createTestDatabase } from '@tidemark/testkit'
import { bootstrap, createApiKey, hashPassword, type KeyKind, openProject } from '@tidemark/workspace'
import type { LightMyRequestResponse } from 'fastify'
import { type App, type AppOptions, createApp } from '../src/app.ts'
import { createFakeBackplane, type FakeBackplane } from './fake-backplane.ts'
import { createFakeMetrics } from './fake-metrics.ts'

export const PUBLIC_URL = 'http://127.0.0.1:43210'
export const PASSWORD = 'correct horse battery staple'

export type TestApp = App & {
  readonly prisma: PrismaClient
  readonly pools: Pools
  readonly backplane: FakeBackplane
  /** Everything that was logged so far. */
  readonly logged: () => string
  /** A person with a login. Without a role they are member of nothing. Answers their cookie. */
  addPerson(name: string, slug?: string, role?: Role): Promise<string>
  addProject(slug: string): Promise<number>
  addKey(slug: string, kind: KeyKind): Promise<string>
  login(email: string, password: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  /** Calls a procedure: GET without `change`, POST with it. */
  call(path: string, options?: CallOptions): Promise<LightMyRequestResponse>
  close(): Promise<void>
}

/** Receivers of tests live on this machine. */
const CHANNEL_SETTINGS = { OUTBOUND_ALLOW: ['127.0.0.1/32'], TIDEMARK_MASTER_KEY: 'a master key that only tests know' }

export type CallOptions = {
  input?: unknown
  cookie?: string
  change?: boolean
  headers?: Record<string, string>
}

export const cookieOf = (response: LightMyRequestResponse): string =>
  response.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')

/** The code in the body of an error, of a route or of a call. */
export function codeOf(response: LightMyRequestResponse): string | undefined {
  const { error } = response.json<Partial<ErrorBody> & { error?: { data?: { code: string } } }>()
  return error?.data?.code ?? error?.code
}

function callProcedure(app: App, path: string, options: CallOptions = {}): Promise<LightMyRequestResponse> {
  const { input, cookie, change = false } = options
  const headers = { ...options.headers, ...(cookie === undefined ? {} : { cookie }) }
  const text = input === undefined ? undefined : JSON.stringify(input)
  if (!change) {
    const query = text === undefined ? '' : `?input=${encodeURIComponent(text)}`
    return app.http.inject({ url: `/trpc/${path}${query}`, headers })
  }
  const url = `/trpc/${path}`
  const typed = { 'content-type': 'application/json', ...headers }
  return app.http.inject({ method: 'POST', url, headers: typed, ...(text === undefined ? {} : { payload: text }) })
}

/** The app on a database of its own, with the first projects, and fakes for what a test does not bring. */
export async function startTestApp(over: Partial<AppOptions> = {}): Promise<TestApp> {
  const database = await createTestDatabase()
  const prisma = createPrisma(database.url)
  const pools = createPools({ url: database.url, process: 'test' })
  const system = { prisma, actor: { kind: 'system' }, now: Date.now } as const
  await bootstrap(system)
  const organization = await prisma.organization.findFirstOrThrow()
  const backplane = createFakeBackplane()
  const lines: string[] = []
  const log = createLogger('test', { level: 'debug', destination: { write: (line) => void lines.push(line) } })
  const app = await createApp({
    prisma,
    pools,
    backplane,
    accept: async () => ({ accepted: 0, optedOut: 0, rejected: [] }),
    metrics: createFakeMetrics(),
    readTargets: async () => ({ at: 0, targets: [] }),
    channels: openChannelServices(CHANNEL_SETTINGS, log),
    log,
    now: Date.now,
    secret: 'a secret that is only used in these tests',
    publicUrl: PUBLIC_URL,
    trustedProxies: [],
    development: false,
    queues: [],
    rawRetentionDays: 7,
    webHandler: '/nowhere/handler.js',
    isClosing: () => false,
    recordRequest: () => undefined,
    ...over,
  })
  await app.http.ready()
  const hash = await hashPassword(PASSWORD)

  const login: TestApp['login'] = (email, password, headers = {}) =>
    app.http.inject({ method: 'POST', url: '/api/auth/sign-in/email', headers, payload: { email, password } })

  return {
    ...app,
    prisma,
    pools,
    backplane,
    logged: () => lines.join(''),
    login,
    async addPerson(name, slug, role = 'viewer') {
      const id = uuidv7()
      const email = `${name}@example.com`
      await prisma.user.create({ data: { id, name, email, emailVerified: true } })
      const account = { id: uuidv7(), accountId: id, providerId: 'credential', userId: id, password: hash }
      await prisma.account.create({ data: account })
      if (slug !== undefined)
        await prisma.projectMember.create({
          data: { role, user: { connect: { id } }, project: { connect: { slug } } },
        })
      return cookieOf(await login(email, PASSWORD))
    },
    async addProject(slug) {
      const data = { slug, name: slug, organizationId: organization.id }
      return (await prisma.project.create({ data })).id
    },
    async addKey(slug, kind) {
      return (await createApiKey(await openProject(system, slug), { name: kind, kind })).key
    },
    call: (path, options) => callProcedure(app, path, options),
    async close() {
      await app.sockets.close('test over')
      await app.http.close()
      await Promise.all([prisma.$disconnect(), pools.close()])
      await database.drop()
    },
  }
}
