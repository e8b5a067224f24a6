import { type Clock, systemClock, unavailable } from '@tidemark/platform'
import type { ActorContext } from '../context.ts'
import { type FoundKey, findApiKey } from './find-api-key.ts'
import { isKeyText } from './key-text.ts'

/** A revoked key dies within five seconds: this plus the time of one lookup. */
const KEPT_MS = 4_000
const KEPT_KEYS = 10_000

type Entry = { readonly since: number; readonly found: Promise<FoundKey | null> }

export type KeyFinder = {
  /** The key's project, or null where there is no such key. Throws `unavailable` where the database cannot say. */
  find(key: string): Promise<FoundKey | null>
}

/**
 * Finds keys with a cache in front: an answer, also "unknown", is reused for four seconds, and requests that arrive
 * together share one lookup. The oldest answers make room beyond 10,000.
 */
export function createKeyFinder(prisma: ActorContext['prisma'], now: Clock = systemClock): KeyFinder {
  const entries = new Map<string, Entry>()

  function look(key: string): Promise<FoundKey | null> {
    const since = now()
    const found = findApiKey(prisma, key, since).catch((cause: unknown) => {
      entries.delete(key)
      throw unavailable(undefined, { cause })
    })
    entries.delete(key)
    entries.set(key, { since, found })
    if (entries.size > KEPT_KEYS) entries.delete(entries.keys().next().value ?? key)
    return found
  }

  return {
    async find(key) {
      if (!isKeyText(key)) return null
      const entry = entries.get(key)
      return entry !== undefined && now() - entry.since < KEPT_MS ? entry.found : look(key)
    },
  }
}
