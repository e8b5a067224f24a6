import { BatchSender } from './batch-sender.ts'
import type { Catalog, EventType, PropsOf } from './catalog-types.ts'
import { encodeEvent, type TrackOptions } from './encode-event.ts'
import { EventBuffer } from './event-buffer.ts'
import { createLedger, type Report, type Stats } from './report.ts'
import { type Runtime, systemRuntime } from './runtime.ts'
import { createUuidv7 } from './uuidv7.ts'

export type TidemarkOptions = {
  /** origin of the Tidemark server, such as https://metrics.example.com */
  url: string
  /** a project's write key */
  writeKey: string
  /** events per request, default 100, at most 1,000 */
  batchEvents?: number
  /** JSON bytes per request, default 256 KiB, at least 64 KiB, at most 1 MiB */
  batchBytes?: number
  /** ms an event waits for company, default 250 */
  flushAfterMs?: number
  /** JSON bytes held while the server does not answer, default 1 MiB; what does not fit is dropped and counted */
  bufferBytes?: number
  /** ms until an attempt counts as unanswered, default 10,000 */
  timeoutMs?: number
  /** hears of every outcome; what it throws is swallowed */
  onReport?: (report: Report) => void
  /** true: starts silent, until optIn() */
  optedOut?: boolean
  /** replaces the clock, the timers, fetch and the leave hooks */
  runtime?: Partial<Runtime>
}

export type Tidemark<C extends Catalog> = {
  /**
   * Captures one event and answers its id, or undefined where it was dropped. Returns at once; never throws. The id
   * is made here, once, so that however often the event is sent it is stored once.
   */
  track<T extends EventType<C>>(type: T, props: PropsOf<C, T>, options?: TrackOptions): string | undefined
  /** Sends what waits. True once nothing is left, false when `deadlineMs` (default 5,000) passes first. */
  flush(deadlineMs?: number): Promise<boolean>
  /** flush(), then drops and counts what is left. Nothing is captured afterwards. Node: call it before exiting. */
  shutdown(deadlineMs?: number): Promise<boolean>
  /** Drops what waits and captures nothing until optIn(). */
  optOut(): void
  optIn(): void
  stats(): Stats
}

const clamp = (value: number | undefined, fallback: number, min: number, max: number): number =>
  Number.isFinite(value) ? Math.min(max, Math.max(min, value as number)) : fallback

/**
 * A client for one project. Typed from packs or event types without importing them at run time:
 * `createTidemark<typeof packs>({ url, writeKey })`. In a page it sends what waits when the page is hidden or left; in
 * Node its timers do not keep the process alive.
 */
export function createTidemark<const C extends Catalog>(options: TidemarkOptions): Tidemark<C> {
  const runtime: Runtime = { ...systemRuntime, ...options.runtime }
  const ledger = createLedger(options.onReport)
  const buffer = new EventBuffer(clamp(options.bufferBytes, 1_048_576, 32_768, 64 * 1_048_576))
  const sender = new BatchSender({
    target: {
      endpoint: `${String(options.url).replace(/\/+$/, '')}/v1/events`,
      writeKey: options.writeKey,
      timeoutMs: clamp(options.timeoutMs, 10_000, 100, 120_000),
      runtime,
    },
    buffer,
    ledger,
    limits: {
      events: clamp(options.batchEvents, 100, 1, 1000),
      bytes: clamp(options.batchBytes, 262_144, 65_536, 1_048_576),
    },
    flushAfterMs: clamp(options.flushAfterMs, 250, 0, 60_000),
  })
  const makeId = createUuidv7(() => runtime.now())
  let silent: 'opted_out' | 'shutdown' | undefined = options.optedOut ? 'opted_out' : undefined

  function track(type: string, props: unknown, trackOptions: TrackOptions = {}): string | undefined {
    ledger.tracked()
    if (silent !== undefined) return drop(silent, 'the client is closed')
    const event = encodeEvent(makeId(), type, props, trackOptions, runtime.now())
    if ('reason' in event) return drop(event.reason, event.detail)
    if (!buffer.add(event)) return drop('buffer_full', 'the server is not keeping up, or cannot be reached')
    sender.wake()
    return event.id
  }

  function drop(reason: Parameters<typeof ledger.drop>[0], detail: string): undefined {
    ledger.drop(reason, 1, detail)
  }

  const stopLeaving = runtime.onLeave((leaving) => {
    if (leaving === 'page') sender.leave()
    else void sender.flush(0)
  })

  return {
    track: track as Tidemark<C>['track'],
    flush: (deadlineMs = 5_000) => sender.flush(deadlineMs),
    async shutdown(deadlineMs = 5_000) {
      silent = 'shutdown'
      stopLeaving()
      const empty = await sender.flush(deadlineMs)
      sender.close('shutdown')
      return empty
    },
    optOut() {
      silent ??= 'opted_out'
      sender.close('opted_out')
    },
    optIn() {
      if (silent === 'shutdown') return
      silent = undefined
      sender.reopen()
    },
    stats: () => ledger.stats(buffer.events),
  }
}
