import { type DestinationStream, type Logger as PinoLogger, pino, stdSerializers } from 'pino'
import { readLogLevel } from './env.ts'
import { maskUrlPasswords } from './mask.ts'

export type Logger = PinoLogger

const SECRET_KEYS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'apiKey',
  'writeKey',
  'TIDEMARK_SECRET',
  'TIDEMARK_MASTER_KEY',
  'DATABASE_URL',
  'REDIS_URL',
  'connectionString',
  '["set-cookie"]',
  '["x-api-key"]',
]

// pino's wildcards match one level each, so the usual depths are listed: the value itself, inside one object, in headers.
const at = (prefix: string) => SECRET_KEYS.map((key) => (key.startsWith('[') ? `${prefix}${key}` : `${prefix}.${key}`))
const REDACTED = [...SECRET_KEYS, ...at('*'), ...at('*.headers'), ...at('*.*')]

/** An error as pino writes it, with the passwords of URLs hidden: drivers like to quote their connection string. */
function serializeError(error: Error): unknown {
  const plain = stdSerializers.err(error)
  if (typeof plain !== 'object' || plain === null) return plain
  return { ...plain, message: maskUrlPasswords(plain.message ?? ''), stack: maskUrlPasswords(plain.stack ?? '') }
}

export type LoggerOptions = {
  level?: Logger['level']
  /** Where lines go; standard output unless told otherwise. */
  destination?: DestinationStream
}

/** A JSON logger whose lines carry `name`. Secrets, authorization and cookies are redacted wherever they usually sit. */
export function createLogger(name: string, options: LoggerOptions = {}): Logger {
  const settings = {
    name,
    level: options.level ?? readLogLevel(),
    redact: { paths: REDACTED, censor: '***' },
    serializers: { err: serializeError, error: serializeError },
    base: { pid: process.pid },
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}
