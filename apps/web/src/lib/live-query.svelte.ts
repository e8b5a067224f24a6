import type { MetricQueryInput, MetricResult } from '@tidemark/contracts'
import { untrack } from 'svelte'
import { api } from './api/client.ts'
import { type ApiError, isAbort, toApiError } from './api/errors.ts'
import type { Live } from './live.svelte.ts'
import { createThrottle } from './state/throttle.ts'

const THROTTLE_MS = 500

export interface LiveQueryOptions {
  readonly project: () => string
  readonly live: Live
  /** true: hints are not followed */
  readonly paused: () => boolean
  /** 'clock' asks again only as time passes: for a period that is over */
  readonly follow?: 'hints' | 'clock'
}

/**
 * One question that keeps itself answered: asks when what it reads changes and when a hint touches its metric, at
 * most twice a second. While it asks again the old answer stays, unless the question is about something else. Made
 * while a component starts; ends with it.
 */
export class LiveQuery {
  result = $state.raw<MetricResult | null>(null)
  error = $state.raw<ApiError | null>(null)
  /** the shown answer belongs to an older question, or there is none yet */
  pending = $state(true)
  /** the question as it was last sent */
  sent = $state.raw<MetricQueryInput | null>(null)
  readonly #ask: (now: number) => MetricQueryInput | null
  readonly #options: LiveQueryOptions
  #request: AbortController | undefined
  #again = createThrottle(() => void this.#fetch(), THROTTLE_MS)
  #subject = ''
  #clockAt = 0
  #stale = false

  /** `ask` builds the question at a moment; everything else it reads is an input that asks anew when it changes. */
  constructor(ask: (now: number) => MetricQueryInput | null, options: LiveQueryOptions) {
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
    const subject = question === null ? '' : JSON.stringify([question.metric, question.stat, question.breakdown])
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

  #hear(changed: '*' | readonly string[]): void {
    if (this.#options.paused()) return
    const metric = this.sent?.metric
    if (metric === undefined) return
    if (this.#options.follow === 'clock') {
      if (changed !== '*' || Date.now() - this.#clockAt < 30_000) return
    } else if (changed !== '*' && !changed.includes(metric)) return
    this.#again.call()
  }

  async #fetch(): Promise<void> {
    // a slow answer is waited for: hints faster than answers must not keep the page from ever getting one
    if (this.#request !== undefined) {
      this.#stale = true
      return
    }
    this.#clockAt = Date.now()
    const question = this.#ask(this.#clockAt)
    if (question === null) return
    const request = new AbortController()
    this.#request = request
    try {
      const result = await api.queryMetric(this.#options.project(), question, request.signal)
      if (request.signal.aborted) return
      this.result = result
      this.sent = question
      this.error = null
      this.#options.live.observe(result.receipt.dataTime)
    } catch (error) {
      if (isAbort(error, request.signal)) return
      this.sent = question
      this.error = toApiError(error)
    }
    this.pending = false
    this.#request = undefined
    if (this.#stale) this.#again.call()
    this.#stale = false
  }
}
