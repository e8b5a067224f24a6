import { createHmac, hkdfSync } from 'node:crypto'
import { formatUuid } from '@tidemark/platform/ids'
import { Generations } from './generations.ts'

const CACHE_SIZE = 50_000

/** Turns a subject (actor or session) of a project into a pseudonym: 128 bits of HMAC-SHA-256, written as a UUID. */
export type Pseudonymise = (projectId: number, kind: 'actor' | 'session', subject: string) => string

/**
 * Keyed with a key derived from the installation's secret, so that nobody without it can tell who a pseudonym is, nor
 * try candidates; different projects get different pseudonyms. Recent answers are kept in memory, bounded.
 */
export function createPseudonymise(secret: string): Pseudonymise {
  const key = Buffer.from(hkdfSync('sha256', secret, 'tidemark', 'pseudonym', 32))
  const recent = new Generations<string>(CACHE_SIZE)
  return (projectId, kind, subject) => {
    const name = `${projectId}\0${kind}\0${subject}`
    const known = recent.get(name)
    if (known !== undefined) return known
    const pseudonym = formatUuid(createHmac('sha256', key).update(name).digest())
    recent.set(name, pseudonym)
    return pseudonym
  }
}
