import type { LiveHint } from '@tidemark/contracts'

/**
 * Remembers per metric the newest commit that was told about, so that a hint overtaken on its way is not answered
 * twice, while one that names another metric still is.
 */
export class SeenRevisions {
  #all = -1
  #metrics = new Map<string, number>()

  /** The metrics of a hint that are news, `*` for all of them; empty when there are none. */
  take(hint: Pick<LiveHint, 'metrics' | 'revision'>): '*' | readonly string[] {
    if (hint.metrics === '*') {
      if (hint.revision <= this.#all) return []
      this.#all = hint.revision
      return '*'
    }
    const news = hint.metrics.filter((metric) => Math.max(this.#all, this.#metrics.get(metric) ?? -1) < hint.revision)
    for (const metric of news) this.#metrics.set(metric, hint.revision)
    return news
  }

  /** After a lost connection nothing that was missed may count as seen. */
  forget(): void {
    this.#all = -1
    this.#metrics.clear()
  }
}
