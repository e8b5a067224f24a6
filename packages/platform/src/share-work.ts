/**
 * Runs so many workers over one list: each takes the next item when it is free, by going on with the iteration that they
 * share. The first failure ends it for all: what nobody has begun is left. Rejects with it once all have ended.
 * @param work one worker; `place` counts them from 0
 */
export async function shareWork<T>(
  items: Iterable<T>,
  workers: number,
  work: (items: Iterable<T>, place: number) => Promise<void>,
): Promise<void> {
  const left = (function* () {
    yield* items
  })()
  const failures: unknown[] = []
  await Promise.all(
    Array.from({ length: workers }, async (_, place) => {
      try {
        await work(left, place)
      } catch (error) {
        left.return()
        failures.push(error)
      }
    }),
  )
  if (failures.length > 0) throw failures[0]
}
