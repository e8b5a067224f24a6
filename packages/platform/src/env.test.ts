import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { EnvError, readEnv, readLogLevel, requireDatabaseUrl } from './env.ts'

const SECRET = 'x'.repeat(32)
const MASTER_KEY = 'm'.repeat(32)

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    readEnv(source)
  } catch (error) {
    if (error instanceof EnvError) return error.problems
    throw error
  }
  return []
}

describe('readEnv', () => {
  it('fills the defaults', () => {
    const env = readEnv({ NODE_ENV: 'test' })
    expect(env).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', RAW_RETENTION_DAYS: 7, INGEST_CONCURRENCY: 2 })
    expect(env).toMatchObject({ METRICS_MAX_RANGE_DAYS: 400, TRUSTED_PROXIES: [], PUBLIC_URL: 'http://127.0.0.1:3000' })
    expect(env.TIDEMARK_DATA_DIR).toMatch(/\/\.tidemark$/)
    expect(env.TIDEMARK_SECRET.length).toBeGreaterThanOrEqual(32)
  })

  it('treats an empty variable as absent', () => {
    expect(readEnv({ TIDEMARK_SECRET: SECRET, REDIS_URL: '', PORT: '' })).toMatchObject({ PORT: 3000 })
  })

  it('is production unless told otherwise, and then needs a secret', () => {
    expect(problemsOf({})).toEqual([expect.stringContaining('TIDEMARK_SECRET is required in production')])
  })

  it('names every wrong variable and how to mend it, without its value', () => {
    const problems = problemsOf({
      PORT: '70000',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      TRUSTED_PROXIES: '10.0.0.0/8, 10.0.0.0/40',
      TIDEMARK_SECRET: 'short',
    })
    expect(problems.map((line) => line.split(' ')[0]).sort()).toEqual([
      'DATABASE_URL',
      'PORT',
      'TIDEMARK_SECRET',
      'TRUSTED_PROXIES',
    ])
    expect(problems.join('\n')).not.toContain('hunter2')
    expect(problems.join('\n')).toContain('openssl rand -hex 32')
  })

  it('names a missing secret together with other problems', () => {
    expect(problemsOf({ PORT: 'x' })).toHaveLength(2)
  })

  it('takes the master key under its older name, the newer one first [SEC-07 CFG-02]', () => {
    const [older, newer] = ['o'.repeat(32), 'n'.repeat(32)]
    const read = (source: Record<string, string>) => readEnv({ NODE_ENV: 'test', ...source }).TIDEMARK_MASTER_KEY
    expect(read({ VL_MASTER_KEY: older })).toBe(older)
    expect(read({ VL_MASTER_KEY: older, TIDEMARK_MASTER_KEY: newer })).toBe(newer)
    expect(read({})).toBeUndefined()
    expect(problemsOf({ TIDEMARK_SECRET: SECRET, VL_MASTER_KEY: 'short' })).toHaveLength(1)
  })

  it('prints with secrets masked', () => {
    const env = readEnv({
      TIDEMARK_SECRET: SECRET,
      TIDEMARK_MASTER_KEY: MASTER_KEY,
      DATABASE_URL: 'postgres://u:hunter2@db/x',
    })
    for (const text of [inspect(env), JSON.stringify(env), inspect({ env })]) {
      expect(text).not.toContain(SECRET)
      expect(text).not.toContain(MASTER_KEY)
      expect(text).not.toContain('hunter2')
    }
    expect(env.DATABASE_URL).toContain('hunter2')
  })
})

it('requireDatabaseUrl says what is missing', () => {
  expect(() => requireDatabaseUrl(readEnv({ NODE_ENV: 'test' }))).toThrow(/DATABASE_URL is required/)
})

it('readLogLevel falls back to info', () => {
  expect([readLogLevel({ LOG_LEVEL: 'debug' }), readLogLevel({ LOG_LEVEL: 'loud' }), readLogLevel({})]).toEqual([
    'debug',
    'info',
    'info',
  ])
})
