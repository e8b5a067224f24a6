import type { Pool } from '@tidemark/db'
import { type Clock, unavailable } from '@tidemark/platform'
import type { FastifyInstance } from 'fastify'

const KEPT_MS = 1_000

export type HealthOptions = {
  pool: Pick<Pool, 'query'>
  now: Clock
}

export type Readiness = {
  readonly status: 'ready'
  /** how long the oldest accepted batch has been waiting; 0 where none waits */
  readonly ingestLagMs: number
  /** some enabled alert rule has not been evaluated for three of its intervals: nobody watches */
  readonly evaluationsStale: boolean
}

const READ = `
  SELECT
    coalesce((SELECT extract(epoch FROM clock_timestamp() - received_at) * 1000 FROM inbox ORDER BY id LIMIT 1), 0)::float8
      AS lag,
    EXISTS (
      SELECT FROM alert_rule WHERE enabled AND deleted_at IS NULL
      AND coalesce(last_evaluated_at, created_at) < clock_timestamp() - 3 * interval_seconds * interval '1 second'
    ) AS stale`

async function readReadiness(pool: Pick<Pool, 'query'>): Promise<Readiness> {
  const { rows } = await pool.query<{ lag: number; stale: boolean }>(READ)
  const { lag, stale } = rows[0]!
  return { status: 'ready', ingestLagMs: Math.max(0, Math.round(lag)), evaluationsStale: stale }
}

/**
 * `/live` says that the process still turns; `/ready` that it can do its work: the database answers. Readiness is read
 * at most once a second, however often it is asked.
 */
export function registerHealth(app: FastifyInstance, { pool, now }: HealthOptions): void {
  let last: { at: number; answer: Promise<Readiness> } | undefined

  app.get('/live', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'live' }))

  app.get('/ready', async (_request, reply) => {
    if (last === undefined || now() - last.at >= KEPT_MS) last = { at: now(), answer: readReadiness(pool) }
    const ready = await last.answer.catch((cause: unknown) => {
      throw unavailable('The database does not answer.', { cause })
    })
    return reply.header('cache-control', 'no-store').send(ready)
  })
}
