import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fingerprint } from './fingerprint.ts'
import { takeLock } from './lock.ts'
import { lastLines, logFile, rotateLogs } from './log-files.ts'
import { childEnvironment, readSettings } from './settings.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-house-'))
  vi.stubEnv('TIDEMARK_DATA_DIR', folder)
  for (const name of ['PORT', 'HOST', 'DATABASE_URL', 'TIDEMARK_SECRET', 'TIDEMARK_MASTER_KEY', 'VL_MASTER_KEY'])
    vi.stubEnv(name, '')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

describe('readSettings', () => {
  it('makes its secrets once, private, and keeps them', async () => {
    const first = await readSettings()
    const second = await readSettings()
    expect(first.secret).toMatch(/^[0-9a-f]{64}$/)
    expect(first.masterKey).toMatch(/^[0-9a-f]{64}$/)
    expect(first.masterKey).not.toBe(first.secret)
    expect(second).toEqual(first)
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600)
    expect(childEnvironment(first, 'postgres://here/db')).toMatchObject({
      DATABASE_URL: 'postgres://here/db',
      TIDEMARK_SECRET: first.secret,
      TIDEMARK_MASTER_KEY: first.masterKey,
      HOST: '127.0.0.1',
      PORT: '3000',
    })
  })

  it('adds the master key to the secret of an older folder', async () => {
    const secret = 'a'.repeat(64)
    await writeFile(join(folder, 'secrets.json'), JSON.stringify({ secret }))
    const { masterKey } = await readSettings()
    expect(masterKey).toMatch(/^[0-9a-f]{64}$/)
    expect(await readSettings()).toMatchObject({ secret, masterKey })
  })

  it('takes a given master key, under its older name too', async () => {
    vi.stubEnv('VL_MASTER_KEY', 'older')
    expect((await readSettings()).masterKey).toBe('older')
    vi.stubEnv('TIDEMARK_MASTER_KEY', 'newer')
    expect((await readSettings()).masterKey).toBe('newer')
  })

  it('prefers what the environment says', async () => {
    vi.stubEnv('PORT', '3001')
    vi.stubEnv('TIDEMARK_SECRET', 'given')
    expect(await readSettings()).toMatchObject({ port: 3001, secret: 'given', databaseUrl: undefined })
  })

  it.each(['http', '70000', '-1', '30.5'])('refuses PORT=%s and says how to set it', async (port) => {
    vi.stubEnv('PORT', port)
    await expect(readSettings()).rejects.toThrow('PORT=3001 npm start')
  })

  it('says which folder it cannot write and how to choose another', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    vi.stubEnv('TIDEMARK_DATA_DIR', join(file, 'data'))
    await expect(readSettings()).rejects.toThrow(/file\/data is not writable.*TIDEMARK_DATA_DIR=/)
  })
})

describe('takeLock', () => {
  it('lets one at a time and lets go', async () => {
    const release = await takeLock(folder)
    expect(await readFile(join(folder, 'start.lock'), 'utf8')).toBe(String(process.pid))
    await release()
    await (await takeLock(folder))()
  })

  it.each([
    ['a process that is gone', '2147483647'],
    ['a process that is something else', '1'],
    ['nothing readable', ''],
  ])('takes over a lock left by %s', async (_, content) => {
    await writeFile(join(folder, 'start.lock'), content)
    const release = await takeLock(folder)
    await release()
  })
})

describe('logs', () => {
  it('keeps the three runs before', async () => {
    await mkdir(join(folder, 'logs'))
    for (const run of ['one', 'two', 'three', 'four', 'five']) {
      await rotateLogs(folder, ['api'])
      await writeFile(logFile(folder, 'api'), `${run}\n`)
    }
    const kept = await Promise.all(['', '.1', '.2', '.3'].map((age) => lastLines(logFile(folder, 'api') + age, 1)))
    expect(kept).toEqual(['five', 'four', 'three', 'two'])
  })

  it('answers the last lines of a log, and nothing of a missing one', async () => {
    await writeFile(join(folder, 'some.log'), 'a\nb\nc\n')
    expect(await lastLines(join(folder, 'some.log'), 2)).toBe('b\nc')
    expect(await lastLines(join(folder, 'none.log'), 2)).toBe('')
  })
})

describe('fingerprint', () => {
  it('changes with names and contents of sources, not with what is generated', async () => {
    await mkdir(join(folder, 'src/build'), { recursive: true })
    const write = (name: string, text: string) => writeFile(join(folder, 'src', name), text)
    const seen: string[] = []
    for (const [name, text] of [
      ['a.ts', '1'],
      ['a.ts', '2'],
      ['b.ts', ''],
      ['build/out.js', 'x'],
    ] as const) {
      await write(name, text)
      seen.push(await fingerprint(folder, ['src', 'missing']))
    }
    expect(new Set(seen).size).toBe(3)
    expect(seen[3]).toBe(seen[2])
  })
})
