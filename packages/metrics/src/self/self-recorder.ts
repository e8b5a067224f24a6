import type { EventProps, EventSpec, IngestResponse } from '@tidemark/contracts'
import { type Clock, type Logger, systemClock, uuidv7 } from '@tidemark/platform'
import type { Door, DoorProject } from '../ingest/door.ts'

const EAGER_MS = 1_000
const LAZY_MS = 5_000
const BATCH = 500
const MAX_BUFFERED = 5_000

export interface SelfRecorderOptions {
  door: Pick<Door, 'accept'>
  /** the project that Tidemark's own events go to; null while it does not exist yet */
  findProject: () => Promise<DoorProject | null>
  log: Pick<Logger, 'warn'>
  clock?: Clock
}

interface RecordOptions {
  /**
   * Does not hurry: waits up to 5 s instead of 1 s for company. For whatever recording itself may cause, so that
   * Tidemark watching itself never becomes a loop that keeps itself busy.
   */
  lazy?: boolean
}

/** Records Tidemark's own events through the same door as everybody's, in batches, in the background. Never throws. */
export interface SelfRecorder {
  record<E extends EventSpec>(event: E, props: EventProps<E>, options?: RecordOptions): void
  /** Calls `collector` before each flush, to record what it has added up since the last one. */
  collect(collector: () => void): void
  /** Asks for a flush without recording anything: a collector has something. */
  hurry(options?: RecordOptions): void
  /** id of the project once known: claims of it alone are not worth a hurry */
  readonly projectId: number | undefined
  /** events lost because the buffer of 5,000 was full or the door refused them */
  readonly lost: number
  /** Sends what waits, once, and stops. */
  close(): Promise<void>
}

interface Waiting {
  id: string
  type: string
  ts: string
  props: Record<string, unknown>
}

class BufferedRecorder implements SelfRecorder {
  projectId: number | undefined
  lost = 0
  readonly #options: SelfRecorderOptions
  readonly #clock: Clock
  readonly #collectors: (() => void)[] = []
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | undefined
  #dueAt = Number.POSITIVE_INFINITY
  #flushing: Promise<void> | undefined
  #closed = false

  constructor(options: SelfRecorderOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  record<E extends EventSpec>(event: E, props: EventProps<E>, options: RecordOptions = {}): void {
    const now = this.#clock()
    // Refuses the newest: what is older already waited for its turn, and its ids may be under way.
    if (this.#waiting.length >= MAX_BUFFERED) this.lost += 1
    else this.#waiting.push({ id: uuidv7(now), type: event.type, ts: new Date(now).toISOString(), props })
    this.hurry(options)
  }

  collect(collector: () => void): void {
    this.#collectors.push(collector)
  }

  hurry({ lazy = false }: RecordOptions = {}): void {
    const dueAt = this.#clock() + (lazy ? LAZY_MS : EAGER_MS)
    if (this.#closed || dueAt >= this.#dueAt) return
    clearTimeout(this.#timer)
    this.#dueAt = dueAt
    this.#timer = setTimeout(() => void this.#flush(), dueAt - this.#clock())
    this.#timer.unref()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#flushing
    await this.#flush()
  }

  #flush(): Promise<void> {
    this.#dueAt = Number.POSITIVE_INFINITY
    this.#flushing ??= this.#send().finally(() => {
      this.#flushing = undefined
      if (this.#waiting.length > 0) this.hurry({ lazy: true })
    })
    return this.#flushing
  }

  async #send(): Promise<void> {
    for (const collect of this.#collectors) collect()
    // Collectors record, which asks for a flush: it is under way already.
    clearTimeout(this.#timer)
    this.#dueAt = Number.POSITIVE_INFINITY
    try {
      while (this.#waiting.length > 0) {
        const project = await this.#options.findProject()
        if (project === null) return
        this.projectId = project.id
        const batch = this.#waiting.slice(0, BATCH)
        // Kept until acknowledged; a repetition after an unclear failure carries the same ids and counts once.
        this.#judge(await this.#options.door.accept(project, { events: batch }))
        this.#waiting = this.#waiting.slice(batch.length)
      }
    } catch (error) {
      this.#options.log.warn({ err: error, waiting: this.#waiting.length }, 'own telemetry could not be recorded yet')
    }
  }

  #judge({ rejected }: IngestResponse): void {
    if (rejected.length === 0) return
    this.lost += rejected.length
    this.#options.log.warn({ first: rejected[0], count: rejected.length }, 'own telemetry was rejected')
  }
}

export const createSelfRecorder = (options: SelfRecorderOptions): SelfRecorder => new BufferedRecorder(options)
