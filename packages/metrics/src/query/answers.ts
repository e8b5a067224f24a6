import { createHash } from 'node:crypto'
import type { Role } from '@tidemark/contracts'
import type { Pool } from '@tidemark/db'
import { readDataVersion } from './data-version.ts'
import { RecentAnswers } from './recent-answers.ts'

/** What a clock alone changes, such as that a bucket is over or a window closes, is late by twice this at most. */
const TTL_MS = 15_000
/** Of one process, in characters of JSON. */
const RECENT = { answers: 500, size: 16 * 1024 ** 2, sizeOfOne: 2 * 1024 ** 2 }

/** A cache that all processes share; it may forget anything at any time, and keeps nothing that is too long for it. */
export interface SharedAnswers {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, ttlMs: number): Promise<void>
}

export interface AnswersOptions {
  readonly pool: Pool
  /** of the catalog and of every setting that changes answers */
  readonly policy: string
  readonly shared: SharedAnswers
  readonly clock: () => number
}

/** Who asks: answers are shared by all who ask the same with the same role. */
export interface Asker {
  readonly project: { readonly id: number; readonly timeZone: string; readonly weekStart: number }
  readonly role: Role
}

/** What is asked. */
export interface Asked {
  readonly kind: 'metric' | 'summary' | 'funnel' | 'stall' | 'cohort' | 'experiment' | 'slo' | 'health'
  /** parsed: equal questions have equal JSON */
  readonly question: unknown
}

/**
 * Remembers answers of every kind per question, role, zone, policy and version of the data, in this process and for all
 * others, so that a thousand pages cost one computation.
 */
export class Answers {
  readonly #options: AnswersOptions
  readonly #recent = new RecentAnswers(RECENT)
  readonly #versions = new Map<number, Promise<string>>()

  constructor(options: AnswersOptions) {
    this.#options = options
  }

  /** The answer as JSON carries it, whether it was made now or is known. Throws what `make` throws; a failure is not kept. */
  async get<T>({ project, role }: Asker, { kind, question }: Asked, make: () => Promise<T>): Promise<T> {
    const { policy, clock, shared } = this.#options
    const version = await this.#version(project.id)
    const { id, timeZone, weekStart } = project
    const asked = JSON.stringify({ policy, role, id, timeZone, weekStart, kind, question, version })
    const key = `answer:${createHash('sha256').update(asked).digest('base64url')}`
    return this.#recent.get(`${key} ${Math.floor(clock() / TTL_MS)}`, async () => {
      const known = await shared.get(key)
      const text = known ?? JSON.stringify(await make())
      if (known === undefined) await shared.set(key, text, TTL_MS)
      return { answer: JSON.parse(text) as T, size: text.length }
    })
  }

  /** Those who ask while one is being read share the next one, which is read after all of them have asked. */
  #version(projectId: number): Promise<string> {
    const waiting = this.#versions.get(projectId)
    if (waiting !== undefined) return waiting
    const next = Promise.resolve().then(() => {
      this.#versions.delete(projectId)
      return readDataVersion(this.#options.pool, projectId)
    })
    this.#versions.set(projectId, next)
    return next
  }
}
