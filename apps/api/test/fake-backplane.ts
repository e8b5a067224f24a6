import type { Backplane } from '@tidemark/backplane'

export type FakeBackplane = Pick<Backplane, 'hints' | 'cooldown'>

/** Hints and cooldowns inside this process, for tests that are not about the backplane. */
export function createFakeBackplane(): FakeBackplane {
  const handlers = new Map<string, Set<(message: string) => void>>()
  const taken = new Set<string>()
  return {
    hints: {
      publish(channel, message) {
        for (const handler of handlers.get(channel) ?? []) handler(message)
      },
      subscribe(channel, handler) {
        const all = handlers.get(channel) ?? new Set()
        handlers.set(channel, all.add(handler))
        return () => void all.delete(handler)
      },
    },
    cooldown: {
      async tryAcquire(key) {
        const free = !taken.has(key)
        taken.add(key)
        return free
      },
    },
  }
}
