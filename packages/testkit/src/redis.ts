import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nextFreePort } from '@tidemark/db/embedded/free-port'
import { waitUntil } from '@tidemark/db/embedded/postmaster'

/** A redis-server of our own; `stop` removes its data, `kill` is kill -9 and keeps it for `restart`. */
export type TestRedis = {
  readonly url: string
  readonly pid: number
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

const START_DEADLINE_MS = 10_000

/** Whether a redis-server can be started here. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0
}

/**
 * Starts a redis-server on a free port, as durable as production (append-only file, flushed each write, no eviction).
 * Answers null, loudly, where no redis-server is installed: those tests are skipped, not passed.
 */
export async function startRedis(): Promise<TestRedis | null> {
  if (!hasRedis()) {
    console.warn('REDIS IS NOT TESTED: no redis-server found. Install it: apt-get install redis-server')
    return null
  }
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-redis-'))
  const port = await nextFreePort(randomInt(31_000, 32_000))
  let child = await launch(port, folder)
  const kill = () => end(child, 'SIGKILL')
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child.pid as number
    },
    kill,
    restart: async () => {
      await kill()
      child = await launch(port, folder)
    },
    stop: async () => {
      await end(child, 'SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(port: number, folder: string): Promise<ChildProcess> {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
    'maxmemory-policy': 'noeviction',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn('redis-server', args, { stdio: 'ignore' })
  if (await waitUntil(() => answersPing(port), START_DEADLINE_MS)) return child
  await end(child, 'SIGKILL')
  throw new Error(`redis-server did not answer on port ${port} within ${START_DEADLINE_MS} ms`)
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('data', (reply) => settle(reply.toString().startsWith('+PONG')))
    socket.once('error', () => settle(false))
    socket.setTimeout(500, () => settle(false))
  })
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}
