import { createHash } from 'node:crypto'
import type { Role } from '@tidemark/contracts'
import type { Pool } from '@tidemark/db'
import { AnswerCache } from '../scan/answer-cache.ts'
import { readDataVersion } from './data-version.ts'

/** What a clock alone changes, such as that a bucket is over, is late by twice this at most. */
const TTL_MS = 15_000
const RECENT = 500

/** A cache that all processes share; it may forget anything at any time. */
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

/** Who asks what: answers are shared by all who ask the same with the same role. */
export interface Asked {
  readonly project: { readonly id: number; readonly timeZone: string; readonly weekStart: number }
  readonly role: Role
  readonly question: unknown
}

/** Remembers answers per question, role, zone, policy and version of the data, so that a thousand pages cost one computation. */
export class Answers {
  readonly #options: AnswersOptions
  readonly #recent = new AnswerCache(RECENT)
  readonly #versions = new Map<number, Promise<string>>()

  constructor(options: AnswersOptions) {
    this.#options = options
  }

  /** The answer, as JSON carries it. Throws what `make` throws; a failure is not kept. */
  async get<T>({ project, role, question }: Asked, make: () => Promise<T>): Promise<T> {
    const { policy, clock, shared } = this.#options
    const version = await this.#version(project.id)
    const { id, timeZone, weekStart } = project
    const asked = JSON.stringify({ policy, role, id, timeZone, weekStart, question, version })
    const key = `answer:${createHash('sha256').update(asked).digest('base64url')}`
    return this.#recent.get(`${key} ${Math.floor(clock() / TTL_MS)}`, async () => {
      const known = await shared.get(key)
      if (known !== undefined) return JSON.parse(known) as T
      const answer = await make()
      await shared.set(key, JSON.stringify(answer), TTL_MS)
      return answer
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
