import { untrack } from 'svelte'
import { type ApiError, toApiError } from '../api/errors.ts'

/**
 * Something read once and again on demand: keeps what it has while it reads. Made while a component starts; reads
 * anew when what `read` looks at before its first await changes.
 */
export class Resource<T> {
  value = $state.raw<T | null>(null)
  error = $state.raw<ApiError | null>(null)
  readonly #read: () => Promise<T>
  #turn = 0

  constructor(read: () => Promise<T>) {
    this.#read = read
    $effect(() => {
      const answer = read()
      untrack(() => void this.#take(answer))
    })
  }

  /** Reads again. */
  reload = (): void => void this.#take(this.#read())

  async #take(answer: Promise<T>): Promise<void> {
    const turn = ++this.#turn
    try {
      const value = await answer
      if (turn !== this.#turn) return
      this.value = value
      this.error = null
    } catch (error) {
      if (turn === this.#turn) this.error = toApiError(error)
    }
  }
}
