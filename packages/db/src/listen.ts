import { once } from 'node:events'
import pg from 'pg'
import { sessionConfig } from './pools.ts'

const MAX_RETRY_MS = 500
const PROBE_EVERY_MS = 5_000

export type ListenerOptions = {
  url: string
  /** Shown in pg_stat_activity. */
  applicationName: string
  /** Told when the connection was lost or could not be made; it is being made again already. */
  onError?: (error: Error) => void
}

export type OnNotification = (payload: string) => void

export type Listener = {
  /** Calls `handler` for every NOTIFY on the channel. Resolves once the server listens; gives back the way to stop. */
  subscribe(channel: string, handler: OnNotification): Promise<() => void>
  /** Calls `handler` after each reconnection: what was sent in between is lost, so look at the facts again. */
  onReconnect(handler: () => void): () => void
  close(): Promise<void>
}

/**
 * One connection that listens, made again within half a second for as long as it takes. Notifications are hints: they can
 * be lost while the connection is down, and nothing may depend on one.
 */
export async function createListener(options: ListenerOptions): Promise<Listener> {
  const listener = new ReconnectingListener(options)
  await listener.start()
  return listener
}

class ReconnectingListener implements Listener {
  readonly #options: ListenerOptions
  readonly #handlers = new Map<string, Set<OnNotification>>()
  readonly #reconnectHandlers = new Set<() => void>()
  readonly #closing = new AbortController()
  #client: pg.Client | undefined
  #loop: Promise<void> | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const first = await this.#connect()
    this.#loop = this.#keepConnected(first)
  }

  async subscribe(channel: string, handler: OnNotification): Promise<() => void> {
    const handlers = this.#handlers.get(channel) ?? new Set()
    this.#handlers.set(channel, handlers)
    handlers.add(handler)
    // When the connection is down right now, the next one listens to every channel in the map.
    if (handlers.size === 1) await this.#run(`LISTEN ${pg.escapeIdentifier(channel)}`)
    return () => {
      if (!handlers.delete(handler) || handlers.size > 0 || this.#handlers.get(channel) !== handlers) return
      this.#handlers.delete(channel)
      void this.#run(`UNLISTEN ${pg.escapeIdentifier(channel)}`)
    }
  }

  onReconnect(handler: () => void): () => void {
    this.#reconnectHandlers.add(handler)
    return () => this.#reconnectHandlers.delete(handler)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#client?.end().catch(() => undefined)
    await this.#loop
  }

  async #run(sql: string): Promise<void> {
    await this.#client?.query(sql).catch((error: Error) => this.#options.onError?.(error))
  }

  async #connect(): Promise<pg.Client> {
    const { url, applicationName } = this.#options
    const client = new pg.Client({
      ...sessionConfig({ url, applicationName, statementTimeoutMs: PROBE_EVERY_MS }),
      // A probe that stays without an answer means a dead peer, which TCP alone may take minutes to notice.
      query_timeout: PROBE_EVERY_MS,
    })
    client.on('error', (error) => this.#options.onError?.(error))
    client.on('notification', ({ channel, payload }) => {
      for (const handler of this.#handlers.get(channel) ?? []) handler(payload ?? '')
    })
    try {
      await client.connect()
      for (const channel of this.#handlers.keys()) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
    this.#client = client
    return client
  }

  async #keepConnected(first: pg.Client): Promise<void> {
    for (let client: pg.Client | undefined = first; client !== undefined; client = await this.#reconnect()) {
      await this.#watch(client)
    }
  }

  /** Returns when the connection is over. */
  async #watch(client: pg.Client): Promise<void> {
    const ended = new AbortController()
    client.once('end', () => ended.abort())
    const probe = setInterval(() => {
      client.query('SELECT 1').catch(() => client.end().catch(() => undefined))
    }, PROBE_EVERY_MS)
    if (!this.#closing.signal.aborted && !ended.signal.aborted) await once(ended.signal, 'abort')
    clearInterval(probe)
    if (this.#client === client) this.#client = undefined
  }

  async #reconnect(): Promise<pg.Client | undefined> {
    for (let waitMs = 20; !this.#closing.signal.aborted; waitMs = Math.min(waitMs * 2, MAX_RETRY_MS)) {
      try {
        const client = await this.#connect()
        for (const handler of this.#reconnectHandlers) handler()
        return client
      } catch (error) {
        this.#options.onError?.(error as Error)
        await pause(waitMs * (0.5 + Math.random() / 2), this.#closing.signal)
      }
    }
    return undefined
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  signal.addEventListener('abort', () => resolve(), { once: true })
  return promise.finally(() => clearTimeout(timer))
}
