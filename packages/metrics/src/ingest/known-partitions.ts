import type { Pools } from '@tidemark/db'
import { ensureEventPartitions, ensureRollupPartitions } from '@tidemark/db/partitions'
import { uuidTime } from '@tidemark/platform/ids'
import type { ReducedEvent } from './reduced-event.ts'

const DAY_MS = 86_400_000

/** Makes the partitions that events need before their claim, and remembers which days are there. */
export class KnownPartitions {
  readonly #pools: Pools
  readonly #eventDays = new Set<number>()
  readonly #rollupDays = new Set<number>()

  constructor(pools: Pools) {
    this.#pools = pools
  }

  async ensureFor(events: readonly ReducedEvent[]): Promise<void> {
    const eventDays = this.#missing(this.#eventDays, events, (event) => uuidTime(event.id))
    const rollupDays = this.#missing(this.#rollupDays, events, (event) => event.bucketedAt)
    if (eventDays.length === 0 && rollupDays.length === 0) return
    for (const day of eventDays) await ensureEventPartitions(this.#pools.work, day * DAY_MS, (day + 1) * DAY_MS)
    for (const day of rollupDays) await ensureRollupPartitions(this.#pools.work, day * DAY_MS, (day + 1) * DAY_MS)
    for (const day of eventDays) this.#eventDays.add(day)
    for (const day of rollupDays) this.#rollupDays.add(day)
  }

  /** Forgets everything, for when a partition turns out to be gone. */
  forget(): void {
    this.#eventDays.clear()
    this.#rollupDays.clear()
  }

  #missing(known: Set<number>, events: readonly ReducedEvent[], timeOf: (event: ReducedEvent) => number): number[] {
    const days = new Set<number>()
    for (const event of events) {
      const day = Math.floor(timeOf(event) / DAY_MS)
      if (!known.has(day)) days.add(day)
    }
    return [...days].sort((a, b) => a - b)
  }
}
