import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createPrisma } from '@tidemark/db'
import { nextFreePort } from '@tidemark/db/embedded/free-port'
import { withTestDatabase } from '@tidemark/testkit'
import { createApiKey, openProject } from '@tidemark/workspace'
import { expect, it } from 'vitest'
import { event } from './ingest-app.ts'

type Ready = { kind: string; url: string; firstLogin?: { email: string; password: string } }

const MAIN = join(import.meta.dirname, '../src/main.ts')
const SECRET = 'a secret that is only used in these tests'

async function run(env: Record<string, string>): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = fork(MAIN, [], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = new AbortController()
  child.once('exit', (code) => ended.abort(new Error(`ended with ${code} before it was ready`)))
  const [ready] = (await once(child, 'message', { signal: ended.signal })) as [Ready]
  return { child, ready }
}

async function stop(child: ChildProcess): Promise<number | null> {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = (await exited) as [number | null]
  return code
}

/** Where Node keeps what it has compiled, if it does. */
const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env

const environment = async (url: string): Promise<Record<string, string>> => ({
  PATH,
  NODE_COMPILE_CACHE,
  NODE_ENV: 'production',
  LOG_LEVEL: 'silent',
  DATABASE_URL: url,
  TIDEMARK_SECRET: SECRET,
  PORT: String(await nextFreePort(randomInt(45_100, 46_000))),
})

async function makeKey(url: string): Promise<string> {
  const prisma = createPrisma(url)
  const main = await openProject({ prisma, actor: { kind: 'cli' }, now: Date.now }, 'main')
  const { key } = await createApiKey(main, { name: 'test', kind: 'write' })
  await prisma.$disconnect()
  return key
}

it('tells its first login once, takes events, and stops with code 0 without losing an acknowledged one', async () => {
  await withTestDatabase(async (url) => {
    const env = await environment(url)
    const first = await run(env)
    expect(first.ready).toMatchObject({ kind: 'ready', url: `http://127.0.0.1:${env.PORT}` })
    expect(first.ready.firstLogin?.email).toContain('@')
    const headers = { authorization: `Bearer ${await makeKey(url)}`, 'content-type': 'application/json' }
    const send = async (): Promise<number> => {
      const body = JSON.stringify({ events: [event()] })
      const answer = await fetch(`${first.ready.url}/v1/events`, { method: 'POST', headers, body }).catch(() => null)
      await answer?.arrayBuffer()
      return answer?.status ?? 0
    }
    expect(await send()).toBe(202)
    const sending = Array.from({ length: 20 }, send)
    expect(await stop(first.child)).toBe(0)
    const accepted = (await Promise.all(sending)).filter((status) => status === 202).length + 1

    const prisma = createPrisma(url)
    const { id } = await prisma.project.findUniqueOrThrow({ where: { slug: 'main' } })
    const counted = await prisma.ingestOutcome.aggregate({
      where: { projectId: id, outcome: 'received' },
      _sum: { n: true },
    })
    expect(Number(counted._sum.n)).toBeGreaterThanOrEqual(accepted)
    await prisma.$disconnect()

    const second = await run(env)
    expect(second.ready.firstLogin).toBeUndefined()
    expect(await stop(second.child)).toBe(0)
  })
})

it('says what is wrong with its settings and ends', async () => {
  const child = fork(MAIN, [], {
    env: { PATH, NODE_COMPILE_CACHE, PORT: 'x' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const lines: Buffer[] = []
  child.stderr?.on('data', (line: Buffer) => lines.push(line))
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(1)
  const text = Buffer.concat(lines).toString()
  expect(text).toContain('TIDEMARK_SECRET')
  expect(text).toContain('PORT')
})
