import type { IncomingMessage } from 'node:http'
import { uuidv7 } from '@tidemark/platform'

const SAFE = /^[A-Za-z0-9._-]{8,128}$/

/** The caller's `x-correlation-id` where it is harmless to log and echo, else a new id. */
export function correlationIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-correlation-id']
  return typeof given === 'string' && SAFE.test(given) ? given : uuidv7()
}
