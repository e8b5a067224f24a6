import { unavailable } from '@tidemark/platform'

export interface GroupCommitOptions<T> {
  /** Writes all items or none. */
  write: (items: readonly T[]) => Promise<void>
  bytesOf: (item: T) => number
  /** groups written at the same time */
  concurrency: number
  /** most items in a group */
  groupSize: number
  /** most bytes waiting; beyond it new items are refused */
  maxBytes: number
}

interface Waiting<T> {
  item: T
  bytes: number
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * Group commit: items that arrive while a write is under way go together in the next one, so that under load many
 * requests share one commit and none waits for a timer.
 */
export class GroupCommit<T> {
  readonly #options: GroupCommitOptions<T>
  #waiting: Waiting<T>[] = []
  #bytes = 0
  #writing = 0
  #idle: (() => void)[] = []

  constructor(options: GroupCommitOptions<T>) {
    this.#options = options
  }

  /** Resolves when the item is committed. Throws `unavailable` when too much waits, else what the write threw. */
  add(item: T): Promise<void> {
    const bytes = this.#options.bytesOf(item)
    if (this.#bytes + bytes > this.#options.maxBytes) {
      return Promise.reject(unavailable('Too many events are waiting to be stored. Try again.'))
    }
    this.#bytes += bytes
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, bytes, resolve, reject })
      this.#start()
    })
  }

  /** Resolves when everything that was added is written or refused. */
  async settle(): Promise<void> {
    if (this.#writing === 0 && this.#waiting.length === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #start(): void {
    while (this.#writing < this.#options.concurrency && this.#waiting.length > 0) {
      this.#writing++
      void this.#writeGroup(this.#waiting.splice(0, this.#options.groupSize))
    }
  }

  async #writeGroup(group: Waiting<T>[]): Promise<void> {
    try {
      await this.#options.write(group.map((one) => one.item))
      for (const one of group) one.resolve()
    } catch (error) {
      for (const one of group) one.reject(error)
    } finally {
      for (const one of group) this.#bytes -= one.bytes
      this.#writing--
      this.#start()
      if (this.#writing === 0 && this.#waiting.length === 0) for (const resolve of this.#idle.splice(0)) resolve()
    }
  }
}
