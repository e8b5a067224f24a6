import type { Listener, Pool } from '@tidemark/db'
import { withDeadline } from '../deadline.ts'
import type { ErrorLog } from '../error-log.ts'
import type { BackplaneStats } from '../stats.ts'
import { HINT_MAX_BYTES, type Hints } from '../types.ts'

/** All hints share one channel of Postgres: the first line of a payload names the channel of the hint bus. */
const CHANNEL = 'tidemark_hints'
const BUDGET_MS = 1_000
const MAX_UNSENT = 100

export type PostgresHintParts = {
  listener: Listener
  pool: Pool
  stats: BackplaneStats
  onError: ErrorLog
}

/** Hints over LISTEN/NOTIFY. */
export function createPostgresHints({ listener, pool, stats, onError }: PostgresHintParts): Hints {
  const handlers = new Map<string, Set<(message: string) => void>>()
  let listening = false
  let unsent = 0

  const fail = (error: unknown) => {
    stats.hintsFailed += 1
    onError('hint', error)
  }

  function deliver(payload: string): void {
    const cut = payload.indexOf('\n')
    stats.hintsReceived += 1
    for (const handler of handlers.get(payload.slice(0, cut)) ?? []) handler(payload.slice(cut + 1))
  }

  async function send(payload: string): Promise<void> {
    unsent += 1
    try {
      await withDeadline(pool.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]), BUDGET_MS, 'hint')
      stats.hintsPublished += 1
    } catch (error) {
      fail(error)
    } finally {
      unsent -= 1
    }
  }

  return {
    publish(channel, message) {
      const payload = `${channel}\n${message}`
      if (Buffer.byteLength(payload) > HINT_MAX_BYTES) return fail(new RangeError(`hint on ${channel} is too long`))
      // Hints are worth nothing when late: while the database is slow the newest are dropped, not saved up.
      if (unsent >= MAX_UNSENT) return fail(new Error('too many hints wait for the database'))
      void send(payload)
    },
    subscribe(channel, handler) {
      if (!listening) listener.subscribe(CHANNEL, deliver).catch(fail)
      listening = true
      const set = handlers.get(channel) ?? new Set()
      handlers.set(channel, set.add(handler))
      return () => {
        set.delete(handler)
        if (set.size === 0 && handlers.get(channel) === set) handlers.delete(channel)
      }
    },
  }
}
