import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pathToFileURL } from 'node:url'
import { type Logger, notFound } from '@tidemark/platform'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

type WebHandler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

/** First parts of paths that are never pages. */
const OURS = new Set(['v1', 'trpc', 'api', 'socket.io', 'live', 'ready', 'ops'])

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tidemark</title>
<h1>The web app is not built</h1>
<p>The API is running. Build the pages with <code>pnpm --filter @tidemark/web build</code> and start again,
or start everything with <code>npm start</code>.</p></html>`

async function loadHandler(path: string, log: Logger): Promise<WebHandler | null> {
  if (!existsSync(path)) {
    log.warn({ path }, 'the web app is not built; pages answer 503')
    return null
  }
  const built: unknown = await import(pathToFileURL(path).href)
  const handler = typeof built === 'object' && built !== null && 'handler' in built ? built.handler : null
  if (typeof handler !== 'function') throw new Error(`${path} does not export a handler: is it the built web app?`)
  return handler as WebHandler
}

const isPage = (request: FastifyRequest): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') && !OURS.has(request.url.split(/[/?]/, 2)[1] ?? '')

function hand(handler: WebHandler, request: FastifyRequest, reply: FastifyReply): void {
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value)
  reply.hijack()
  handler(request.raw, reply.raw, (error) => {
    if (error !== undefined) request.log.error({ err: error }, 'the web app failed')
    if (!reply.raw.headersSent) reply.raw.statusCode = error === undefined ? 404 : 500
    reply.raw.end()
  })
}

/** Serves the built web app for every path that is not ours; a page that says what to do where it is not built. */
export async function registerWebApp(app: FastifyInstance, path: string, log: Logger): Promise<void> {
  const handler = await loadHandler(path, log)
  app.setNotFoundHandler(async (request, reply) => {
    if (!isPage(request)) throw notFound()
    if (handler !== null) return hand(handler, request, reply)
    return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)
  })
}
