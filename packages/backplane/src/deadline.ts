/** A wait that took longer than it may. */
class DeadlineError extends Error {
  constructor(what: string, ms: number) {
    super(`${what} took longer than ${ms} ms`)
    this.name = 'DeadlineError'
  }
}

/**
 * The result of `work`, or DeadlineError after `ms` milliseconds. The work itself cannot be stopped: its late result or
 * failure is ignored.
 */
export async function withDeadline<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new DeadlineError(what, ms)), ms)
  // The loser of the race may still reject later, and nobody would be listening.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
