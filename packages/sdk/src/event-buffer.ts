import type { EncodedEvent } from './encode-event.ts'

export type BatchLimits = { readonly events: number; readonly bytes: number }

/** Events that wait to be sent, oldest first. Holds at most `capacityBytes` of JSON, what is on its way included. */
export class EventBuffer {
  #waiting: EncodedEvent[] = []
  #bytes = 0
  readonly #capacityBytes: number
  #taken = { events: 0, bytes: 0 }

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes
  }

  /** Events held, those on their way included. */
  get events(): number {
    return this.#waiting.length + this.#taken.events
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** JSON bytes that wait. */
  get waitingBytes(): number {
    return this.#bytes
  }

  /** False when the event does not fit. */
  add(event: EncodedEvent): boolean {
    if (this.#bytes + this.#taken.bytes + event.bytes > this.#capacityBytes) return false
    this.#waiting.push(event)
    this.#bytes += event.bytes
    return true
  }

  /** Takes the oldest events within the limits; one at least, where any waits. They count until they are settled. */
  take(limits: BatchLimits): EncodedEvent[] {
    let bytes = 0
    let count = 0
    for (const event of this.#waiting) {
      if (count >= limits.events || (count > 0 && bytes + event.bytes + 1 > limits.bytes)) break
      bytes += event.bytes + 1
      count++
    }
    const batch = this.#waiting.splice(0, count)
    const size = sizeOf(batch)
    this.#bytes -= size
    this.#taken = { events: this.#taken.events + count, bytes: this.#taken.bytes + size }
    return batch
  }

  /** Lets go of events that were taken: they have their outcome. */
  settle(batch: readonly EncodedEvent[]): void {
    this.#taken = { events: this.#taken.events - batch.length, bytes: this.#taken.bytes - sizeOf(batch) }
  }

  /** Puts taken events back in front. */
  putBack(batch: readonly EncodedEvent[]): void {
    this.settle(batch)
    this.#waiting.unshift(...batch)
    this.#bytes += sizeOf(batch)
  }

  /** Throws away what waits and answers how many that were. */
  clear(): number {
    const count = this.#waiting.length
    this.#waiting = []
    this.#bytes = 0
    return count
  }
}

function sizeOf(batch: readonly EncodedEvent[]): number {
  return batch.reduce((sum, event) => sum + event.bytes, 0)
}
