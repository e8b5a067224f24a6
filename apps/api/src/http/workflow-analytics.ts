import { type Role, SliConfigInput, WorkflowQuery, WorkflowTimeseriesQuery } from '@tidemark/contracts'
import type { WorkflowAnalytics } from '@tidemark/metrics'
import { notFound, rateLimited, unauthenticated } from '@tidemark/platform'
import { type KeyFinder, openProject, type ServiceContext, saveSliConfig } from '@tidemark/workspace'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Auth } from '../auth/create-auth.ts'
import { resolveSession } from '../auth/resolve-session.ts'
import { webHeaders } from '../auth/web-request.ts'
import type { RouterServices } from '../trpc/context.ts'
import { fromInput } from '../trpc/error-shape.ts'
import { requireRoleOf, slugOf } from '../trpc/procedure.ts'
import { authenticateKey } from './ingest/authenticate.ts'
import { createKeyRate, type RateLimit } from './ingest/key-rate.ts'
import type { OriginRule } from './origins.ts'
import { refuseForeignOrigin } from './refuse-foreign-origin.ts'

export type WorkflowAnalyticsOptions = {
  services: RouterServices
  auth: Auth
  keys: KeyFinder
  isAllowedOrigin: OriginRule
  /** Requests per address. */
  rate: RateLimit
}

const PREFIX = '/api/workflow-analytics'

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw fromInput(parsed.error)
  return parsed.data
}

/** Clients write `workflowId=` for all workflows: an empty parameter is one that was not given. */
const givenParameters = (query: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(query as Record<string, unknown>).filter(([, value]) => value !== ''))

/** Who asks, by cookie, in the project that is named. Throws as a call under `/trpc` does. */
async function openAsPerson(
  { services: { prisma, now }, auth }: WorkflowAnalyticsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  input: unknown,
  role: Role,
): Promise<ServiceContext> {
  const { signedIn, cookies } = await resolveSession(auth, webHeaders(request), now)
  if (cookies.length > 0) reply.header('set-cookie', [...cookies])
  if (signedIn === null) throw unauthenticated()
  const service = await openProject({ prisma, actor: { kind: 'user', id: signedIn.user.id }, now }, slugOf(input))
  await requireRoleOf(service, role, request.routeOptions.url ?? PREFIX)
  return service
}

/** The project of a read key, where it is the one that is named. Another one looks as if it were not there. */
async function openAsReader(
  { services: { prisma, now }, keys }: WorkflowAnalyticsOptions,
  { url, headers: { authorization } }: FastifyRequest,
  input: unknown,
): Promise<ServiceContext> {
  const { project } = await authenticateKey(keys, 'read', { url, authorization })
  if (project.slug !== slugOf(input)) throw notFound('There is no such project.')
  return openProject({ prisma, actor: { kind: 'system' }, now }, project.slug)
}

/** The workflow analytics for programs: the same answers as `workflowAnalytics` under `/trpc`, in plain JSON. */
export function registerWorkflowAnalytics(app: FastifyInstance, options: WorkflowAnalyticsOptions): void {
  const { services, isAllowedOrigin, rate } = options
  const secondsUntilToken = createKeyRate(rate, services.now)

  app.register(async (scope) => {
    scope.addHook('onRequest', refuseForeignOrigin(isAllowedOrigin))
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store').header('vary', 'cookie, authorization')
      const wait = secondsUntilToken(request.ip)
      if (wait > 0) throw rateLimited(undefined, { retryAfterSeconds: Math.ceil(wait) })
    })

    const read = <S extends z.ZodType>(
      name: keyof WorkflowAnalytics,
      schema: S,
      answer: (project: ServiceContext['project'], query: z.output<S>) => Promise<unknown>,
    ) =>
      scope.get(`${PREFIX}/${name}`, async (request, reply) => {
        const input = givenParameters(request.query)
        const { project } =
          request.headers.authorization === undefined
            ? await openAsPerson(options, request, reply, input, 'viewer')
            : await openAsReader(options, request, input)
        return answer(project, parse(schema, input))
      })
    const { workflows } = services.metrics
    read('overview', WorkflowQuery, workflows.overview)
    read('timeseries', WorkflowTimeseriesQuery, workflows.timeseries)
    read('sli', WorkflowQuery, workflows.sli)
    read('breakdown', WorkflowQuery, workflows.breakdown)

    scope.post(`${PREFIX}/sli-config`, async (request, reply) => {
      const service = await openAsPerson(options, request, reply, request.body, 'editor')
      return saveSliConfig(service, parse(SliConfigInput, request.body))
    })
  })
}
