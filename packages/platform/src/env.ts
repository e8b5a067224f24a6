import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { inspect } from 'node:util'
import { PRIVACY_K_MAX, PRIVACY_K_MIN } from '@tidemark/contracts'
import { z } from 'zod'
import { maskUrlPasswords } from './mask.ts'

const DEVELOPMENT_SECRET = 'development-only-secret-never-used-in-production'
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** How to mend each variable, shown next to what is wrong with it. */
const MEND: Record<string, string> = {
  NODE_ENV: 'use production, development or test',
  PORT: 'use a free port between 0 and 65535, for example PORT=3000',
  HOST: 'use an address of this machine, for example HOST=127.0.0.1 or HOST=0.0.0.0',
  DATABASE_URL: 'use postgres://user:password@host:5432/database, or leave it out for the embedded database',
  REDIS_URL: 'use redis://host:6379 or rediss://host:6379, or leave it out to run on Postgres alone',
  TIDEMARK_SECRET: 'set 32 characters or more and keep them for good: openssl rand -hex 32',
  TIDEMARK_MASTER_KEY: 'set 32 characters or more and keep them for good: openssl rand -hex 32',
  VL_MASTER_KEY: 'set 32 characters or more, or leave it out and use TIDEMARK_MASTER_KEY',
  OUTBOUND_ALLOW: 'list addresses or CIDR ranges separated by commas, for example 10.1.0.0/16,127.0.0.1',
  PROMETHEUS_TARGETS: 'list name=url separated by commas, for example shop=http://10.1.0.5:9100/metrics',
  METRICS_TOKEN: 'set 16 characters or more, or leave it out: then there is no /metrics',
  LOG_LEVEL: `use one of ${LOG_LEVELS.join(', ')}`,
  RAW_RETENTION_DAYS: 'use whole days between 1 and 400',
  METRICS_MAX_RANGE_DAYS: 'use whole days between 1 and 4000',
  METRICS_KANON_MIN: `use a whole number between ${PRIVACY_K_MIN} and ${PRIVACY_K_MAX}`,
  INGEST_CONCURRENCY: 'use a whole number between 1 and 64',
  TRUSTED_PROXIES: 'list addresses or CIDR ranges separated by commas, for example 10.0.0.0/8,127.0.0.1',
  PUBLIC_URL: 'use the address people open, for example https://metrics.example.com',
}

const wholeNumber = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback)

const urlWith = (protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  })

function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

const addressList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .refine((list) => list.every(isAddressOrRange), {
    message: 'holds something that is not an IP address or CIDR range',
  })

const TARGET_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/i

function readTarget(text: string): { name: string; url: string } | null {
  const [, name = '', url = ''] = /^([^=]*)=(.*)$/.exec(text) ?? []
  const isWeb = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
  return TARGET_NAME.test(name) && isWeb ? { name, url } : null
}

const targetList = z
  .string()
  .default('')
  .transform((text, context) => {
    const parts = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
    const targets = parts.map(readTarget).filter((target) => target !== null)
    if (targets.length < parts.length) context.addIssue('holds something that is not name=url')
    if (new Set(targets.map(({ name }) => name)).size < targets.length) context.addIssue('names a target twice')
    return targets
  })

const longKey = z.string().min(32, 'is shorter than 32 characters')

const EnvSchema = z
  .object({
    NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
    PORT: wholeNumber(0, 65_535, 3000),
    HOST: z.string().default('127.0.0.1'),
    DATABASE_URL: urlWith(['postgres:', 'postgresql:']).optional(),
    REDIS_URL: urlWith(['redis:', 'rediss:']).optional(),
    TIDEMARK_SECRET: longKey.optional(),
    TIDEMARK_MASTER_KEY: longKey.optional(),
    VL_MASTER_KEY: longKey.optional(),
    TIDEMARK_DATA_DIR: z
      .string()
      .default('.tidemark')
      .transform((path) => resolve(path)),
    TIDEMARK_WEB_HANDLER: z
      .string()
      .transform((path) => resolve(path))
      .optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
    RAW_RETENTION_DAYS: wholeNumber(1, 400, 7),
    METRICS_MAX_RANGE_DAYS: wholeNumber(1, 4000, 400),
    METRICS_KANON_MIN: wholeNumber(PRIVACY_K_MIN, PRIVACY_K_MAX, 10),
    INGEST_CONCURRENCY: wholeNumber(1, 64, 2),
    TRUSTED_PROXIES: addressList,
    OUTBOUND_ALLOW: addressList,
    PROMETHEUS_TARGETS: targetList,
    METRICS_TOKEN: z.string().min(16, 'is shorter than 16 characters').optional(),
    PUBLIC_URL: urlWith(['http:', 'https:']).optional(),
  })
  .refine((env) => env.NODE_ENV !== 'production' || env.TIDEMARK_SECRET !== undefined, {
    path: ['TIDEMARK_SECRET'],
    message: 'is required in production',
    // Judged even while other variables are wrong, so that one run names every problem.
    when: () => true,
  })
  .transform(({ VL_MASTER_KEY, ...env }) => ({
    ...env,
    // The older name of the same key: installations that have it need not rename it.
    TIDEMARK_MASTER_KEY: env.TIDEMARK_MASTER_KEY ?? VL_MASTER_KEY,
    TIDEMARK_SECRET: env.TIDEMARK_SECRET ?? DEVELOPMENT_SECRET,
    PUBLIC_URL: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/$/, ''),
  }))

/** All settings of a process, defaults filled in. Prints with its secrets masked. */
export type Env = z.infer<typeof EnvSchema>

type Source = Readonly<Record<string, string | undefined>>

/** Settings that cannot be used; `problems` has one readable line per variable. */
export class EnvError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`Settings need mending:\n${problems.map((line) => `  - ${line}`).join('\n')}`)
    this.name = 'EnvError'
    this.problems = problems
  }
}

const HIDDEN: readonly string[] = ['TIDEMARK_SECRET', 'TIDEMARK_MASTER_KEY', 'METRICS_TOKEN']

/** The settings as they may be printed: secrets hidden, passwords of URLs hidden. */
function maskEnv(env: Env): Record<string, unknown> {
  const masked = Object.entries(env).map(([key, value]) => {
    if (HIDDEN.includes(key) && value !== undefined) return [key, '***']
    return [key, typeof value === 'string' ? maskUrlPasswords(value) : value]
  })
  return Object.fromEntries(masked)
}

function hideSecrets(env: Env): Env {
  const print = { enumerable: false, value: () => maskEnv(env) }
  return Object.freeze(Object.defineProperties(env, { toJSON: print, [inspect.custom]: print }))
}

/**
 * Reads and checks every setting. An empty variable counts as absent. Throws EnvError that names each variable, what is
 * wrong with it and how to mend it.
 */
export function readEnv(source: Source = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = EnvSchema.safeParse(given)
  if (parsed.success) return hideSecrets(parsed.data)
  throw new EnvError(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      return `${name} ${issue.message}: ${MEND[name] ?? 'see .env.example'}`
    }),
  )
}

/** The database address, for processes that cannot run without one. Throws EnvError when it is absent. */
export function requireDatabaseUrl(env: Env): string {
  if (env.DATABASE_URL !== undefined) return env.DATABASE_URL
  throw new EnvError([`DATABASE_URL is required here: ${MEND.DATABASE_URL}`])
}

/** The log level alone, for loggers made before (or without) the other settings. Anything unknown means `info`. */
export function readLogLevel(source: Source = process.env): Env['LOG_LEVEL'] {
  return LOG_LEVELS.find((level) => level === source.LOG_LEVEL) ?? 'info'
}
