import { randomBytes, randomInt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { nextFreePort } from '@tidemark/db/embedded/free-port'
import { startRedis, type TestRedis } from '@tidemark/testkit/redis'
import { type LabDatabase, startLabDatabase } from './database.ts'
import { type Furnished, furnish } from './furnish.ts'
import { type Program, startProgram } from './program.ts'

/** A whole Tidemark of its own: database, api, worker and, when asked for, Redis. Nothing is shared with any other. */
export type Lab = Furnished & {
  /** origin of the api */
  readonly url: string
  readonly database: LabDatabase
  readonly redis: TestRedis | undefined
  readonly api: Program
  readonly worker: Program
  /** folder with one log per process; removed by `close` */
  readonly logs: string
  close(): Promise<void>
}

export type LabOptions = {
  readonly redis: boolean
  /** settings on top of the usual ones */
  readonly env?: Readonly<Record<string, string>>
  /** another program in the place of the worker: file, relative to the clone */
  readonly workerEntry?: string
}

/** Starts everything and waits until it serves. Throws, with nothing left behind, when a part does not. */
export async function openLab(options: LabOptions): Promise<Lab> {
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end()
  }
  try {
    const database = await startLabDatabase()
    closers.push(database.stop)
    const redis = options.redis ? await openRedis() : undefined
    if (redis !== undefined) closers.push(redis.stop)
    const furnished = await furnish(database.url)
    const port = await nextFreePort(randomInt(33_000, 34_000))
    const logs = join(database.folder, 'logs')
    await mkdir(logs, { recursive: true })
    const env = { ...environment(database, redis, port), ...options.env }
    const start = async (name: 'api' | 'worker', entry = `apps/${name}/src/main.ts`) => {
      const program = await startProgram({ name, entry, env, logFile: join(logs, `${name}.log`) })
      closers.push(program.stop)
      return program
    }
    const [api, worker] = [await start('api'), await start('worker', options.workerEntry)]
    await Promise.all([api.ready(), worker.ready()])
    return { ...furnished, url: `http://127.0.0.1:${port}`, database, redis, api, worker, logs, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openRedis(): Promise<TestRedis> {
  const redis = await startRedis()
  if (redis === null) throw new Error('--redis needs a redis-server: apt-get install redis-server')
  return redis
}

function environment(database: LabDatabase, redis: TestRedis | undefined, port: number): Record<string, string> {
  return {
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: database.url,
    TIDEMARK_SECRET: randomBytes(32).toString('hex'),
    TIDEMARK_DATA_DIR: database.folder,
    ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
  }
}
