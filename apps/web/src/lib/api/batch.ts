interface Waiting<Q, R> {
  readonly question: Q
  readonly signal: AbortSignal
  readonly resolve: (answer: Promise<R>) => void
}

/**
 * Puts questions of one project that are asked in one go into calls of at most `max`. A question that nobody waits for any
 * more is not sent. `send` answers one promise per question, in the order asked.
 */
export class Batch<Q, R> {
  readonly #max: number
  readonly #send: (project: string, questions: readonly Q[]) => Promise<readonly (() => R)[]>
  readonly #waiting = new Map<string, Waiting<Q, R>[]>()

  constructor(max: number, send: (project: string, questions: readonly Q[]) => Promise<readonly (() => R)[]>) {
    this.#max = max
    this.#send = send
  }

  /** Rejects with what `send`, or the answer to this question, throws, and with AbortError. */
  ask(project: string, question: Q, signal: AbortSignal): Promise<R> {
    if (signal.aborted) return Promise.reject(signal.reason)
    const answer = new Promise<R>((resolve) => {
      const waiting = this.#waiting.get(project) ?? []
      if (waiting.length === 0) setTimeout(() => this.#flush(project))
      this.#waiting.set(project, [...waiting, { question, signal, resolve }])
    })
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    return Promise.race([answer, aborted])
  }

  #flush(project: string): void {
    const asked = (this.#waiting.get(project) ?? []).filter(({ signal }) => !signal.aborted)
    this.#waiting.delete(project)
    for (let from = 0; from < asked.length; from += this.#max) {
      const part = asked.slice(from, from + this.#max)
      const sent = this.#send(
        project,
        part.map(({ question }) => question),
      )
      for (const [i, { resolve }] of part.entries()) resolve(sent.then((answers) => (answers[i] as () => R)()))
    }
  }
}
