import { z } from 'zod'
import type { Lane } from './lanes.ts'

/** A length of time as it is written in a job definition: `250ms`, `5s`, `10m`, `1h`. */
export type Every = `${number}${'ms' | 's' | 'm' | 'h'}`

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

/** Milliseconds of an `Every`. Throws RangeError on anything that is not a positive whole number of milliseconds. */
export function parseEvery(text: Every): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  const ms = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]
  if (!Number.isInteger(ms) || ms <= 0) throw new RangeError(`not a length of time: ${text}`)
  return ms
}

/** A job as one value. It carries ids, never facts: what is due is asked from the database. */
export type Job<Name extends string = string, Payload = unknown> = {
  readonly name: Name
  readonly lane: Lane
  readonly payload: z.ZodType<Payload>
  /** Milliseconds between ticks; absent for jobs that only run when enqueued. */
  readonly everyMs: number | undefined
  /** Also runs once when a worker starts. */
  readonly atBoot: boolean
  /** How often an enqueued job is tried before it counts as failed. A tick is tried once: the next one follows. */
  readonly attempts: number
}

export type PayloadOf<J extends Job> = z.output<J['payload']>

/** A job that needs no payload: it can be ticked and woken. */
export type Wakeable = Job<string, EmptyPayload>
export type EmptyPayload = Record<string, never>

const EMPTY: z.ZodType<EmptyPayload> = z.strictObject({})

type Settings = { lane: Lane; attempts?: number }
type Scheduled = Settings & { every: Every; atBoot?: boolean; payload?: never }
type Enqueued<Payload> = Settings & { payload: z.ZodType<Payload>; every?: never; atBoot?: never }

/** Defines a job. One with a schedule has no payload, because nobody is there to fill it. */
export function defineJob<const Name extends string>(definition: { name: Name } & Scheduled): Job<Name, EmptyPayload>
export function defineJob<const Name extends string, Payload>(
  definition: { name: Name } & Enqueued<Payload>,
): Job<Name, Payload>
export function defineJob(definition: { name: string } & (Scheduled | Enqueued<unknown>)): Job {
  const { name, lane, every, atBoot = false, attempts = 5, payload = EMPTY } = definition
  return { name, lane, payload, everyMs: every && parseEvery(every), atBoot, attempts }
}
