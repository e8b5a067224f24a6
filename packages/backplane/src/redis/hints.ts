import type { Redis } from 'ioredis'
import type { Breaker } from '../breaker.ts'
import type { ErrorLog } from '../error-log.ts'
import type { BackplaneStats } from '../stats.ts'
import { HINT_MAX_BYTES, type Hints } from '../types.ts'

const HEARTBEAT_MS = 2_000
const PREFIX = 'tidemark:hint:'

export type RedisHintParts = {
  commands: Redis
  subscriber: Redis
  breaker: Breaker
  stats: BackplaneStats
  onError: ErrorLog
}

/** Hints over Redis pub/sub. */
export function createRedisHints(parts: RedisHintParts): Hints & { close(): void } {
  const { commands, subscriber, breaker, stats, onError } = parts
  const handlers = new Map<string, Set<(message: string) => void>>()
  const fail = (error: unknown) => {
    stats.hintsFailed += 1
    onError('hint', error)
  }
  subscriber.on('message', (channel: string, message: string) => {
    stats.hintsReceived += 1
    for (const handler of handlers.get(channel) ?? []) handler(message)
  })
  // A line that died without a word shows only when something is asked; the socket timeout then cuts it.
  const heartbeat = setInterval(() => {
    if (subscriber.status === 'ready' && handlers.size > 0) subscriber.ping().catch(() => undefined)
  }, HEARTBEAT_MS)
  heartbeat.unref()

  return {
    publish(channel, message) {
      if (Buffer.byteLength(message) > HINT_MAX_BYTES) return fail(new RangeError(`hint on ${channel} is too long`))
      if (!breaker.allow()) {
        stats.hintsFailed += 1
        return
      }
      commands.publish(PREFIX + channel, message).then(
        () => {
          breaker.succeeded()
          stats.hintsPublished += 1
        },
        (error: unknown) => {
          breaker.failed()
          fail(error)
        },
      )
    },
    subscribe(channel, handler) {
      const name = PREFIX + channel
      const known = handlers.get(name)
      const set = known ?? new Set()
      set.add(handler)
      if (known === undefined) {
        handlers.set(name, set)
        subscriber.subscribe(name).catch(fail)
      }
      return () => {
        set.delete(handler)
        if (set.size > 0 || handlers.get(name) !== set) return
        handlers.delete(name)
        subscriber.unsubscribe(name).catch(() => undefined)
      }
    },
    close: () => clearInterval(heartbeat),
  }
}
