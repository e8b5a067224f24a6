import { type Clock, rateLimited } from '@tidemark/platform'
import { createAttemptCounter } from './attempt-counter.ts'
import { knownDevice } from './known-device.ts'

const WINDOW_MS = 10 * 60_000

export type LoginAttempt = { readonly email: string; readonly address: string; readonly cookie: string | undefined }

export type LoginGuard = {
  /** Counts an attempt before the password is looked at. Throws `rate_limited`. Answers whether the device is known. */
  enter(attempt: LoginAttempt): { readonly known: boolean; succeed(): void }
}

/**
 * Slows guessing down without locking anybody out: strangers are counted by address and by account, but a device on
 * which the person has logged in before has a count of its own, so no stranger can use it up.
 */
export function createLoginGuard(secret: string, now: Clock): LoginGuard {
  const byAddress = createAttemptCounter({ max: 30, windowMs: WINDOW_MS }, now)
  const byAccount = createAttemptCounter({ max: 10, windowMs: WINDOW_MS }, now)
  const byDevice = createAttemptCounter({ max: 10, windowMs: WINDOW_MS }, now)

  return {
    enter({ email, address, cookie }) {
      const device = knownDevice(secret, cookie, email)
      const wait = device === null ? Math.max(byAddress.take(address), byAccount.take(email)) : byDevice.take(device)
      if (wait > 0) throw rateLimited('Too many attempts to log in. Try again later.', { retryAfterSeconds: wait })
      const succeed = () => (device === null ? byAccount.clear(email) : byDevice.clear(device))
      return { known: device !== null, succeed }
    },
  }
}
