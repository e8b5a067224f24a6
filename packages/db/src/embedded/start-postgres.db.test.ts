import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findRunning } from './postmaster.ts'
import { openEmbeddedPostgres, startEmbeddedPostgres } from './start-postgres.ts'

let dataDir: string

// One folder for all: making a cluster takes a second, starting it a tenth of one.
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tidemark-embedded-'))
  await chmod(dataDir, 0o755)
})
afterAll(async () => {
  const { home } = JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8'))
  await rm(home, { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
})

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query({ text: sql, rowMode: 'array' })
  await client.end()
  return rows[0]?.[0]
}

describe('startEmbeddedPostgres', () => {
  it('keeps data, port and password over a clean stop, a kill and a stale pid file', async () => {
    const first = await startEmbeddedPostgres({ dataDir })
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()
    await first.exited

    const second = await startEmbeddedPostgres({ dataDir })
    expect(second.url).toBe(first.url)
    process.kill(second.pid, 'SIGKILL')
    await second.exited

    // The pid of the killed server now belongs to a stranger: this very process.
    const pidFile = join(second.home, 'pgdata', 'postmaster.pid')
    const lines = (await readFile(pidFile, 'utf8')).split('\n')
    await writeFile(pidFile, [process.pid, ...lines.slice(1)].join('\n'))

    const third = await startEmbeddedPostgres({ dataDir })
    expect(await ask(third.url, 'SELECT answer FROM kept')).toBe(42)
    await third.stop()
    expect(await findRunning(join(third.home, 'pgdata'))).toBeUndefined()
  })

  it('takes over a server that is still up, and shares it while its owner lives', async () => {
    const owner = await startEmbeddedPostgres({ dataDir })
    const shared = await openEmbeddedPostgres({ dataDir })
    expect(shared.url).toBe(owner.url)
    await shared.stop()
    expect(await ask(owner.url, 'SELECT 1')).toBe(1)

    const heard: string[] = []
    const adopted = await startEmbeddedPostgres({ dataDir, log: (line) => heard.push(line) })
    expect(adopted.pid).toBe(owner.pid)
    expect(heard.join()).toContain('still up')
    await adopted.stop()
    await owner.exited
  })

  it('leaves a server alone that another process has taken over', async () => {
    const server = await startEmbeddedPostgres({ dataDir })
    await writeFile(join(server.home, 'owner.pid'), '1')
    await server.stop()
    expect(await ask(server.url, 'SELECT 1')).toBe(1)
    await writeFile(join(server.home, 'owner.pid'), String(process.pid))
    await server.stop()
  })

  it('is durable, UTC, UTF-8 and private', async () => {
    const server = await startEmbeddedPostgres({ dataDir })
    const setting = (name: string) => ask(server.url, `SELECT current_setting('${name}')`)
    expect(await setting('fsync')).toBe('on')
    expect(await setting('synchronous_commit')).toBe('on')
    expect(await setting('TimeZone')).toBe('UTC')
    expect(await setting('server_encoding')).toBe('UTF8')
    expect(await setting('listen_addresses')).toBe('127.0.0.1')
    expect(await ask(server.url, 'SELECT datcollate FROM pg_database WHERE datname = current_database()')).toBe('C')
    expect((await stat(join(dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600)
    await server.stop()
  })

  it('sets data without its password aside instead of opening it', async () => {
    const first = await startEmbeddedPostgres({ dataDir })
    await first.stop()
    await rm(join(dataDir, 'postgres.json'))
    const heard: string[] = []
    const second = await startEmbeddedPostgres({ dataDir, log: (line) => heard.push(line) })
    await second.stop()
    expect(heard.join()).toContain('set aside')
    expect((await stat(join(second.home, 'pgdata.old-1'))).isDirectory()).toBe(true)
  })
})
