import type { Pool } from '@tidemark/db'
import { type Clock, unavailable } from '@tidemark/platform'
import type { FastifyInstance } from 'fastify'

const KEPT_MS = 1_000

export type HealthOptions = {
  pool: Pick<Pool, 'query'>
  now: Clock
}

export type Readiness = { readonly status: 'ready'; readonly ingestLagMs: number }

/** Milliseconds that the oldest accepted batch has been waiting; 0 where none waits. */
async function readIngestLag(pool: Pick<Pool, 'query'>): Promise<number> {
  const { rows } = await pool.query<{ lag: number }>(
    `SELECT coalesce(extract(epoch FROM clock_timestamp() - received_at) * 1000, 0)::float8 AS lag
       FROM inbox ORDER BY id LIMIT 1`,
  )
  return Math.max(0, Math.round(rows[0]?.lag ?? 0))
}

/**
 * `/live` says that the process still turns; `/ready` that it can do its work: the database answers. Readiness is read
 * at most once a second, however often it is asked.
 */
export function registerHealth(app: FastifyInstance, { pool, now }: HealthOptions): void {
  let last: { at: number; lag: Promise<number> } | undefined

  app.get('/live', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'live' }))

  app.get('/ready', async (_request, reply) => {
    if (last === undefined || now() - last.at >= KEPT_MS) last = { at: now(), lag: readIngestLag(pool) }
    const ingestLagMs = await last.lag.catch((cause: unknown) => {
      throw unavailable('The database does not answer.', { cause })
    })
    const ready: Readiness = { status: 'ready', ingestLagMs }
    return reply.header('cache-control', 'no-store').send(ready)
  })
}
