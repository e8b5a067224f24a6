import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Cooldown } from '@tidemark/backplane'
import type { Clock } from '@tidemark/platform'
import { z } from 'zod'

const GOOD_FOR_MS = 60_000

/** Whom a socket speaks for, and with which session it stands and falls. */
export type TicketHolder = { readonly userId: string; readonly sessionId: string }

const Claims = z.tuple([z.string(), z.string(), z.string(), z.int()])

export type TicketOffice = {
  /** A new ticket for one socket. */
  issue(holder: TicketHolder): string
  /** Whose ticket it is, or null for one that is forged, expired or already used. */
  redeem(ticket: unknown): Promise<TicketHolder | null>
}

/**
 * Tickets carry their claims and a signature, so any process can check them; that one is used once only is decided in
 * one place, the cooldown gate. Its failure rejects: without it nobody is let in.
 */
export function createTicketOffice(secret: string, gate: Cooldown, now: Clock): TicketOffice {
  const sign = (claims: string): Buffer => createHmac('sha256', secret).update(`ticket\0${claims}`).digest()

  function readClaims(ticket: string): z.infer<typeof Claims> | null {
    const [claims = '', signature = ''] = ticket.split('.')
    const given = Buffer.from(signature, 'base64url')
    const expected = sign(claims)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
    return Claims.parse(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')))
  }

  return {
    issue({ userId, sessionId }) {
      const nonce = randomBytes(16).toString('base64url')
      const claims = Buffer.from(JSON.stringify([nonce, userId, sessionId, now() + GOOD_FOR_MS])).toString('base64url')
      return `${claims}.${sign(claims).toString('base64url')}`
    },
    async redeem(ticket) {
      if (typeof ticket !== 'string' || ticket.length > 1024) return null
      const claims = readClaims(ticket)
      if (claims === null) return null
      const [nonce, userId, sessionId, expiresAt] = claims
      if (now() >= expiresAt) return null
      const first = await gate.tryAcquire(`ticket:${nonce}`, 2 * GOOD_FOR_MS)
      return first ? { userId, sessionId } : null
    },
  }
}
