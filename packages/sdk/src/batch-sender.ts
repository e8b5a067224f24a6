import { waitBeforeRetry } from './backoff.ts'
import type { EncodedEvent } from './encode-event.ts'
import type { BatchLimits, EventBuffer } from './event-buffer.ts'
import { type Answer, postBatch, type Target } from './post-batch.ts'
import type { DropReason, Ledger } from './report.ts'

/** Browsers allow 64 KiB of keepalive bodies per page; the rest is the envelope. */
const KEEPALIVE_BYTES = 60_000

export type SenderOptions = {
  readonly target: Target
  readonly buffer: EventBuffer
  readonly ledger: Ledger
  readonly limits: BatchLimits
  readonly flushAfterMs: number
}

type Waiter = { readonly resolve: (empty: boolean) => void; readonly cancelDeadline: () => void }

/** Empties the buffer one batch at a time and repeats a batch, ids and all, until it has an answer. */
export class BatchSender {
  readonly #options: SenderOptions
  #current: EncodedEvent[] | undefined
  #cancelTimer: (() => void) | undefined
  #closed: DropReason | undefined
  #waiters: Waiter[] = []

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** Call after an event was added: sends when a batch is full, else within `flushAfterMs`. */
  wake(): void {
    if (this.#current !== undefined || this.#closed !== undefined) return
    const { buffer, limits, flushAfterMs } = this.#options
    if (buffer.waiting >= limits.events || buffer.waitingBytes >= limits.bytes) this.#sendNext()
    else this.#cancelTimer ??= this.#options.target.runtime.after(flushAfterMs, () => this.#sendNext())
  }

  /** Sends what waits now. True once nothing is left, false when `deadlineMs` passes first. */
  flush(deadlineMs: number): Promise<boolean> {
    const { buffer, target } = this.#options
    if (buffer.events === 0) return Promise.resolve(true)
    return new Promise((resolve) => {
      const waiter: Waiter = {
        resolve,
        cancelDeadline: target.runtime.after(deadlineMs, () => {
          this.#waiters = this.#waiters.filter((other) => other !== waiter)
          resolve(false)
        }),
      }
      this.#waiters.push(waiter)
      if (this.#current === undefined) this.#sendNext()
    })
  }

  /** The page may be gone in a moment: hands what fits to requests that outlive it, the unanswered batch again. */
  leave(): void {
    if (this.#closed !== undefined) return
    const { buffer, target, limits } = this.#options
    let budget = KEEPALIVE_BYTES
    const unanswered = this.#current
    const size = unanswered?.reduce((sum, event) => sum + event.bytes + 1, 0) ?? 0
    if (unanswered !== undefined && size <= budget) {
      budget -= size
      void postBatch(target, unanswered, true)
    }
    const batch = buffer.take({ events: limits.events, bytes: budget })
    if (batch.length > 0) void this.#sendParting(batch)
  }

  /** Drops everything held, for `reason`, and sends no more until reopened. An answer still to come is ignored. */
  close(reason: DropReason): void {
    const { buffer, ledger } = this.#options
    this.#closed = reason
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const unanswered = this.#current ?? []
    this.#current = undefined
    buffer.settle(unanswered)
    ledger.drop(reason, buffer.clear() + unanswered.length, 'waiting when the client was closed')
    this.#tellWaiters()
  }

  reopen(): void {
    this.#closed = undefined
  }

  #sendNext(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const batch = this.#options.buffer.take(this.#options.limits)
    if (batch.length > 0) void this.#attempt(batch, 1)
  }

  async #attempt(batch: EncodedEvent[], attempt: number): Promise<void> {
    this.#current = batch
    const answer = await postBatch(this.#options.target, batch, false)
    if (this.#current !== batch) return
    if (answer.kind === 'retry') return this.#retryLater(batch, attempt, answer)
    this.#current = undefined
    if (answer.kind === 'too_large' && batch.length > 1) {
      const half = batch.length >> 1
      this.#options.buffer.putBack(batch.slice(half))
      return this.#attempt(batch.slice(0, half), 1)
    }
    this.#settle(batch, answer)
    this.#continue()
  }

  #retryLater(batch: EncodedEvent[], attempt: number, answer: { retryAfterMs: number; detail: string }): void {
    const { target, ledger } = this.#options
    const waitMs = waitBeforeRetry(attempt, target.runtime.random(), answer.retryAfterMs)
    ledger.retry(attempt, waitMs, answer.detail)
    this.#cancelTimer = target.runtime.after(waitMs, () => {
      this.#cancelTimer = undefined
      void this.#attempt(batch, attempt + 1)
    })
  }

  async #sendParting(batch: EncodedEvent[]): Promise<void> {
    const { target, buffer, ledger } = this.#options
    const answer = await postBatch(target, batch, true)
    if (answer.kind === 'accepted' || answer.kind === 'refused') {
      this.#settle(batch, answer)
    } else if (this.#closed !== undefined) {
      buffer.settle(batch)
      ledger.drop(this.#closed, batch.length, answer.detail)
    } else {
      buffer.putBack(batch)
    }
    this.#continue()
  }

  #settle(batch: EncodedEvent[], answer: Exclude<Answer, { kind: 'retry' }>): void {
    const { buffer, ledger } = this.#options
    buffer.settle(batch)
    if (answer.kind === 'accepted') ledger.answered(answer)
    else ledger.drop(answer.kind, batch.length, answer.detail)
  }

  #continue(): void {
    const { buffer } = this.#options
    if (buffer.events === 0) this.#tellWaiters()
    if (buffer.waiting === 0 || this.#current !== undefined || this.#closed !== undefined) return
    // Someone waits for an empty buffer: no reason to let the next batch fill up.
    if (this.#waiters.length > 0) this.#sendNext()
    else this.wake()
  }

  #tellWaiters(): void {
    const waiters = this.#waiters
    this.#waiters = []
    for (const waiter of waiters) {
      waiter.cancelDeadline()
      waiter.resolve(this.#options.buffer.events === 0)
    }
  }
}
