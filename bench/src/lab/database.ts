import { rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from '@tidemark/db/embedded/postmaster'
import { startEmbeddedPostgres } from '@tidemark/db/embedded/start-postgres'
import { startTestServer } from '@tidemark/testkit/test-server'

/** A durable Postgres in a folder of its own. */
export type LabDatabase = {
  readonly url: string
  readonly pid: number
  /** folder for logs; removed by `stop` */
  readonly folder: string
  /** kill -9 of the postmaster; its children notice and end. */
  kill(): Promise<void>
  /** Starts it again on the same port, after a kill. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startLabDatabase(): Promise<LabDatabase> {
  const first = await startTestServer({ durable: true })
  const { url, port, dataDir } = first
  let current: { pid: number; stop(): Promise<void> } = first
  return {
    url,
    get pid() {
      return current.pid
    },
    folder: dataDir,
    async kill() {
      process.kill(current.pid, 'SIGKILL')
      while (await isAlive(current.pid)) await pause(20)
    },
    async restart() {
      current = await startEmbeddedPostgres({ dataDir, port })
    },
    async stop() {
      await current.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
