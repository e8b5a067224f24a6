import { assertServer, type Pool, withClient } from '@tidemark/db'
import { type Logger, TidemarkError } from '@tidemark/platform'

const RETRY_MS = 500

/**
 * Waits until the database takes connections, at most `patienceMs`: it may be restarting together with us. Throws the
 * last `unavailable`, or at once what waiting cannot mend.
 */
export async function waitForDatabase(pool: Pool, log: Pick<Logger, 'warn'>, patienceMs = 60_000): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await withClient(pool, assertServer)
    } catch (error) {
      const waiting = error instanceof TidemarkError && error.code === 'unavailable' && performance.now() < deadline
      if (!waiting) throw error
      log.warn({ err: error }, 'the database is not reachable yet')
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}
