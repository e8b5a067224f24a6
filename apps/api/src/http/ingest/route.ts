import { INGEST_LIMITS, type IngestResponse } from '@tidemark/contracts'
import { type Clock, rateLimited } from '@tidemark/platform'
import type { FoundKey, KeyFinder } from '@tidemark/workspace'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type AdmissionLimits, createAdmission, type Seat } from './admission.ts'
import { authenticateKey } from './authenticate.ts'
import { createKeyRate, type RateLimit } from './key-rate.ts'
import { readBody } from './read-body.ts'
import { jitteredSeconds } from './retry-after.ts'

/** What the route needs of the door: judges each event, commits, and throws `unavailable` where it cannot. */
export type Accept = (
  project: { readonly id: number; readonly rawRetentionDays: number },
  body: unknown,
) => Promise<IngestResponse>

export type IngestOptions = {
  keys: KeyFinder
  accept: Accept
  now: Clock
  /** Days that raw events are kept where the project says nothing. */
  rawRetentionDays: number
  admission: AdmissionLimits
  rate: RateLimit
}

type Admitted = { key: FoundKey; seat: Seat }

const PATH = '/v1/events'
const SECONDS_OF_PREFLIGHT = '86400'

/** A body of unknown length counts as the largest it may become. */
function declaredBytes(request: FastifyRequest): number {
  const declared = Number(request.headers['content-length'] ?? INGEST_LIMITS.bodyBytes)
  return Number.isFinite(declared) ? Math.min(Math.max(declared, 0), INGEST_LIMITS.bodyBytes) : INGEST_LIMITS.bodyBytes
}

function busy(atLeast: number, message: string): Error {
  return rateLimited(message, { retryAfterSeconds: jitteredSeconds(atLeast) })
}

// Keys travel in a header, never in cookies, so any site may send events and none can borrow a visitor's login.
function allowAnySite(reply: FastifyReply): void {
  reply.header('access-control-allow-origin', '*')
  reply.header('access-control-expose-headers', 'retry-after, x-correlation-id')
  reply.header('cross-origin-resource-policy', 'cross-origin')
}

function registerPreflight(scope: FastifyInstance): void {
  scope.options(PATH, async (_request, reply) => {
    reply.header('access-control-allow-methods', 'POST')
    reply.header('access-control-allow-headers', 'authorization, content-type, content-encoding, x-correlation-id')
    reply.header('access-control-max-age', SECONDS_OF_PREFLIGHT)
    return reply.code(204).send()
  })
}

/** `POST /v1/events`: key, rate, room, size, parse, then one call to the door. Answers 202 after its commit. */
export function registerIngest(app: FastifyInstance, options: IngestOptions): void {
  const admission = createAdmission(options.admission)
  const secondsUntilToken = createKeyRate(options.rate, options.now)
  const admitted = new WeakMap<FastifyRequest, Admitted>()

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { authorization } = request.headers
    const key = await authenticateKey(options.keys, 'write', { url: request.url, authorization })
    const wait = secondsUntilToken(key.id)
    if (wait > 0) throw busy(wait, 'This key sends too many requests. Try again.')
    const seat = admission.enter(declaredBytes(request))
    if (seat === null) throw busy(1, 'The server is busy. Try again.')
    // `close` comes after every answer and after every abort.
    reply.raw.once('close', seat.leave)
    admitted.set(request, { key, seat })
  }

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.addHook('onRequest', async (_request, reply) => allowAnySite(reply))
    registerPreflight(scope)
    scope.post(PATH, { bodyLimit: INGEST_LIMITS.bodyBytes, onRequest: admit }, async (request, reply) => {
      const { key, seat } = admitted.get(request)!
      const body = await readBody(request.body, request.headers['content-encoding'], seat)
      const { id, rawRetentionDays } = key.project
      const project = { id, rawRetentionDays: rawRetentionDays ?? options.rawRetentionDays }
      return reply.code(202).send(await options.accept(project, body))
    })
  })
}
