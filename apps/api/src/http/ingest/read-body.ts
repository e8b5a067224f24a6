import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { INGEST_LIMITS } from '@tidemark/contracts'
import { invalid, rateLimited, tooLarge } from '@tidemark/platform'
import type { Seat } from './admission.ts'
import { jitteredSeconds } from './retry-after.ts'

const inflate = promisify(gunzip)

async function decompress(body: Buffer, seat: Seat): Promise<Buffer> {
  // The true size is known only afterwards, so room for the largest is taken while the bytes are made.
  if (!seat.grow(INGEST_LIMITS.bodyBytes))
    throw rateLimited('The server is busy. Try again.', { retryAfterSeconds: jitteredSeconds(1) })
  try {
    const inflated = await inflate(body, { maxOutputLength: INGEST_LIMITS.bodyBytes })
    seat.shrink(INGEST_LIMITS.bodyBytes - inflated.length)
    return inflated
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge('The inflated body is larger than 2 MiB.')
    throw invalid('The body is not valid gzip.', { cause })
  }
}

function parse(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalid('The body is not UTF-8.')
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // The parser's message quotes the body, so it is neither sent nor kept.
    throw invalid('The body is not JSON.')
  }
}

/**
 * Inflates and parses a body once; what it must look like is the door's business. Throws `invalid_input` for what cannot
 * be read, `too_large` beyond 2 MiB inflated, `rate_limited` where there is no room to inflate.
 */
export async function readBody(body: unknown, encoding: string | undefined, seat: Seat): Promise<unknown> {
  if (!Buffer.isBuffer(body) || body.length === 0) throw invalid('The body is empty.')
  const coding = encoding?.trim().toLowerCase() ?? 'identity'
  if (coding !== 'identity' && coding !== 'gzip') throw invalid('Content-Encoding may be gzip, once, or nothing.')
  return parse(coding === 'gzip' ? await decompress(body, seat) : body)
}
