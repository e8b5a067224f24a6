import { forbidden } from '@tidemark/platform'
import type { onRequestHookHandler } from 'fastify'

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses writes that a browser sends on behalf of another site. Cookies are SameSite=Lax already; this is the second
 * lock, and it holds for content types that need no preflight as well.
 */
export function refuseForeignOrigin(origins: readonly string[]): onRequestHookHandler {
  return async (request) => {
    if (READING.has(request.method)) return
    const { origin } = request.headers
    const site = request.headers['sec-fetch-site']
    const foreign = origin === undefined ? site === 'cross-site' : !origins.includes(origin)
    if (foreign) throw forbidden('Requests from other sites are not accepted.')
  }
}
