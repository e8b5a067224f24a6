/** Recent answers by the name of their question and state of the data: whoever asks the same meanwhile waits for one answer. */
export class AnswerCache {
  readonly #answers = new Map<string, Promise<unknown>>()
  readonly #size: number

  constructor(size: number) {
    this.#size = size
  }

  /** The answer under this name, made when there is none. One that failed is forgotten. */
  get<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(name) as Promise<T> | undefined
    const answer = known ?? make()
    // A map keeps the order of insertion: the first is what was not asked for longest.
    this.#answers.delete(name)
    this.#answers.set(name, answer)
    if (known !== undefined) return answer
    answer.catch(() => this.#answers.get(name) === answer && this.#answers.delete(name))
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#size) break
      this.#answers.delete(oldest)
    }
    return answer
  }
}
