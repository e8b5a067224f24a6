import { createListener, createPool } from '@tidemark/db'
import { withDeadline } from '../deadline.ts'
import { createErrorLog } from '../error-log.ts'
import { createStats } from '../stats.ts'
import type { Backplane, BackplaneOptions } from '../types.ts'
import { createPostgresCache } from './cache.ts'
import { createPostgresCooldown } from './cooldown.ts'
import { createPostgresHints } from './hints.ts'
import { openPostgresQueue } from './queue.ts'

const PING_BUDGET_MS = 1_000

export async function createPostgresBackplane(options: BackplaneOptions): Promise<Backplane> {
  const { databaseUrl, logger, role } = options
  const stats = createStats()
  const onError = createErrorLog(logger)
  const queue = await openPostgresQueue({ databaseUrl, role, stats, onError })
  const pool = createPool({
    url: databaseUrl,
    applicationName: `${role}-backplane`,
    max: 3,
    statementTimeoutMs: 2_000,
    onError: (error) => onError('database connection', error),
  })
  const listener = await createListener({
    url: databaseUrl,
    applicationName: `${role}-hints`,
    onError: (error) => onError('hint listener', error),
  })
  return {
    kind: 'postgres',
    queue,
    hints: createPostgresHints({ listener, pool, stats, onError }),
    cooldown: createPostgresCooldown(pool),
    cache: createPostgresCache({ pool, stats, onError }),
    stats,
    async ping() {
      const start = performance.now()
      await withDeadline(pool.query('SELECT 1'), PING_BUDGET_MS, 'ping')
      return performance.now() - start
    },
    async close() {
      await listener.close()
      await queue.close()
      await pool.end()
    },
  }
}
