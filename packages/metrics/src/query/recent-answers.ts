/** An answer, and how many characters its JSON has. */
export interface Sized<T> {
  readonly answer: T
  readonly size: number
}

export interface RecentLimits {
  readonly answers: number
  /** characters of all of them together */
  readonly size: number
  /** of one: a longer answer serves those who wait for it and is not kept */
  readonly sizeOfOne: number
}

interface Entry {
  readonly made: Promise<Sized<unknown>>
  /** 0 while it is being made */
  size: number
}

/** Recent answers by the name of their question and state of the data: whoever asks the same meanwhile waits for one answer. */
export class RecentAnswers {
  readonly #entries = new Map<string, Entry>()
  readonly #limits: RecentLimits
  #size = 0

  constructor(limits: RecentLimits) {
    this.#limits = limits
  }

  /** The answer under this name, made when there is none. One that failed is forgotten. */
  async get<T>(name: string, make: () => Promise<Sized<T>>): Promise<T> {
    const known = this.#entries.get(name)
    const entry = known ?? { made: make(), size: 0 }
    // A map keeps the order of insertion: the first is what was not asked for longest.
    this.#entries.delete(name)
    this.#entries.set(name, entry)
    if (known === undefined) {
      entry.made.then(
        ({ size }) => this.#weigh(name, entry, size),
        () => this.#forget(name, entry),
      )
      this.#makeRoom()
    }
    const { answer } = await (entry.made as Promise<Sized<T>>)
    return answer
  }

  #weigh(name: string, entry: Entry, size: number): void {
    if (size > this.#limits.sizeOfOne) this.#forget(name, entry)
    if (this.#entries.get(name) !== entry) return
    entry.size = size
    this.#size += size
    this.#makeRoom()
  }

  #forget(name: string, entry: Entry): void {
    if (this.#entries.get(name) !== entry) return
    this.#entries.delete(name)
    this.#size -= entry.size
  }

  #makeRoom(): void {
    for (const [name, entry] of this.#entries) {
      if (this.#entries.size <= this.#limits.answers && this.#size <= this.#limits.size) break
      this.#forget(name, entry)
    }
  }
}
