import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toErrorBody, toPublicError } from './public-error.ts'

const DRAIN_AT_MOST = 256 * 1024

/** A large or endless body that nobody will read must not be drained: the connection ends with the answer. */
function leavesUnreadBody(request: FastifyRequest): boolean {
  if (request.raw.complete) return false
  const declared = request.headers['content-length']
  return declared === undefined ? request.headers['transfer-encoding'] !== undefined : Number(declared) > DRAIN_AT_MOST
}

/** Sends any failure as code, safe message and correlation id; what really happened goes to the log only. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const safe = toPublicError(error)
  if (safe.status >= 500) request.log.error({ err: safe.cause ?? safe, code: safe.code }, 'request failed')
  if (safe.retryAfterSeconds !== undefined) reply.header('retry-after', String(safe.retryAfterSeconds))
  if (leavesUnreadBody(request)) reply.header('connection', 'close')
  return reply
    .code(safe.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(toErrorBody(safe, request.id))
}

export function registerErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => sendError(error, request, reply))
}
