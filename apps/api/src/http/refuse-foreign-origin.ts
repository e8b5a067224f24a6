import { forbidden } from '@tidemark/platform'
import type { onRequestHookHandler } from 'fastify'
import type { OriginRule } from './origins.ts'

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses writes that a browser sends on behalf of another site. Cookies are SameSite=Lax already; this is the second
 * lock, and it holds for content types that need no preflight as well.
 */
export function refuseForeignOrigin(isAllowed: OriginRule): onRequestHookHandler {
  return async (request) => {
    if (READING.has(request.method)) return
    const { origin, host } = request.headers
    const site = request.headers['sec-fetch-site']
    const foreign = origin === undefined ? site === 'cross-site' : !isAllowed(origin, host)
    if (foreign) throw forbidden('Requests from other sites are not accepted.')
  }
}
