import { untrack } from 'svelte'
import { type ApiError, isAbort, toApiError } from './api/errors.ts'
import type { Live } from './live.svelte.ts'
import { createThrottle } from './state/throttle.ts'

const THROTTLE_MS = 500

/** The metrics, or other subjects, that a hint says may have changed. */
export type Changed = '*' | readonly string[]

export interface LiveReadOptions<Q, R> {
  readonly project: () => string
  readonly live: Live
  /** true: hints are not followed */
  readonly paused: () => boolean
  readonly read: (project: string, question: Q, signal: AbortSignal) => Promise<R>
  /** what a question is about: answers about the same stay on show while the next one is asked for */
  readonly subject: (question: Q) => string
  /** whether a hint calls for asking again */
  readonly concerns: (changed: Changed, asked: Q) => boolean
}

/**
 * One question that keeps itself answered: asks when what it reads changes and when a hint concerns it, at most twice
 * a second. While it asks again the old answer stays, unless the question is about something else. Made while a
 * component starts; ends with it.
 */
export class LiveRead<Q, R> {
  result = $state.raw<R | null>(null)
  error = $state.raw<ApiError | null>(null)
  /** the shown answer belongs to an older question, or there is none yet */
  pending = $state(true)
  /** the question as it was last sent */
  sent = $state.raw<Q | null>(null)
  readonly #ask: (now: number) => Q | null
  readonly #options: LiveReadOptions<Q, R>
  #request: AbortController | undefined
  #again = createThrottle(() => void this.#fetch(), THROTTLE_MS)
  #subject = ''
  #asked: Q | null = null
  #stale = false

  /** `ask` builds the question at a moment; everything else it reads is an input that asks anew when it changes. */
  constructor(ask: (now: number) => Q | null, options: LiveReadOptions<Q, R>) {
    this.#ask = ask
    this.#options = options
    // a fixed moment: only inputs decide whether the question is another one
    const question = $derived(JSON.stringify([options.project(), ask(0)]))
    $effect(() => {
      void question
      untrack(() => this.#askAnew())
      return () => this.#stop()
    })
    $effect(() => options.live.listen((changed) => this.#hear(changed)))
    let wasPaused = untrack(options.paused)
    $effect(() => {
      const paused = options.paused()
      if (wasPaused && !paused) this.refresh()
      wasPaused = paused
    })
  }

  /** Asks now, whatever hints say. */
  refresh = (): void => {
    this.#again.call()
  }

  #askAnew(): void {
    const question = this.#ask(0)
    const subject = question === null ? '' : this.#options.subject(question)
    if (subject !== this.#subject) this.result = null
    this.#subject = subject
    this.pending = question !== null
    this.#stop()
    this.#again.call()
  }

  #stop(): void {
    this.#again.cancel()
    this.#request?.abort()
    this.#request = undefined
    this.#stale = false
  }

  #hear(changed: Changed): void {
    if (this.#options.paused() || this.#asked === null) return
    if (this.#options.concerns(changed, this.#asked)) this.#again.call()
  }

  async #fetch(): Promise<void> {
    // a slow answer is waited for: hints faster than answers must not keep the page from ever getting one
    if (this.#request !== undefined) {
      this.#stale = true
      return
    }
    const question = this.#ask(Date.now())
    this.#asked = question
    if (question === null) return
    const request = new AbortController()
    this.#request = request
    try {
      const result = await this.#options.read(this.#options.project(), question, request.signal)
      if (request.signal.aborted) return
      this.result = result
      this.error = null
    } catch (error) {
      if (isAbort(error, request.signal)) return
      this.error = toApiError(error)
    }
    this.sent = question
    this.pending = false
    this.#request = undefined
    if (this.#stale) this.#again.call()
    this.#stale = false
  }
}
