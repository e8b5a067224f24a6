import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ReceivedWebhook = { readonly headers: IncomingHttpHeaders; readonly body: string }

/** What the receiver does with a request: a status, or whatever a function does with the response. */
type Answer = number | ((response: ServerResponse, request: ReceivedWebhook) => void)

/** A real HTTP server on this machine that takes webhooks and remembers them. */
export type WebhookReceiver = {
  readonly url: string
  readonly received: readonly ReceivedWebhook[]
  /** How requests are answered from now on; 204 until told otherwise. */
  answer(answer: Answer): void
  /** Resolves once that many requests have come in. */
  waitFor(count: number): Promise<void>
  close(): Promise<void>
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const waiting = new Set<() => void>()
  let current: Answer = 204
  const server = createServer(async (request, response) => {
    const body = (await request.toArray().catch(() => [])).join('')
    const webhook = { headers: request.headers, body }
    received.push(webhook)
    for (const look of waiting) look()
    if (typeof current === 'number') response.writeHead(current).end()
    else current(response, webhook)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer(answer) {
      current = answer
    },
    async waitFor(count) {
      if (received.length >= count) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const look = () => received.length >= count && resolve()
      waiting.add(look)
      await promise.finally(() => waiting.delete(look))
    },
    close() {
      server.closeAllConnections()
      return new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
    },
  }
}
