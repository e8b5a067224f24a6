import { createHash } from 'node:crypto'
import { INGEST_LIMITS, type RejectCode } from '@tidemark/contracts'
import { isUuid, uuidFromTimeAndHash, uuidTime, uuidVersion } from '@tidemark/platform/ids'
import type { Catalog, EventEntry } from '../catalog/catalog.ts'
import { isProblem, type ReadField, readDimension, readMeasure } from './field.ts'
import { parseTimestamp } from './parse-timestamp.ts'
import type { Pseudonymise } from './pseudonymise.ts'
import type { ReducedEvent } from './reduced-event.ts'
import { flatBytesBound, isDeeperThan, jsonBytes, sanitise } from './shape.ts'

export const DAY_MS = 86_400_000
/** A difference between the sender's clock and ours below this is travel time, not a wrong clock. */
const SKEW_TOLERANCE_MS = 30_000
/** How far after its receipt a corrected event may claim to have happened. */
const FUTURE_TOLERANCE_MS = 5 * 60_000

export type Verdict =
  | { kind: 'accepted'; event: ReducedEvent }
  | { kind: 'opted_out' }
  | { kind: 'rejected'; code: RejectCode; path: string; message: string }

/** What the verdict on an event depends on besides the event. */
export interface JudgeContext {
  projectId: number
  /** epoch ms by the server's clock */
  receivedAt: number
  /** receivedAt - sentAt; 0 when the sender did not say */
  skewMs: number
  /** events older than this are too late; null takes any history */
  retentionMs: number | null
  /** replayed events carry pseudonyms made earlier instead of subjects */
  pseudonymous?: boolean
}

export type Judge = (raw: unknown, context: JudgeContext) => Verdict

interface Reader {
  entry: EventEntry
  dimensions: { name: string; optional: boolean; read: ReadField<string> }[]
  measures: { name: string; optional: boolean; read: ReadField<number> }[]
}

const reject = (code: RejectCode, path: string, message: string): Verdict => ({ kind: 'rejected', code, path, message })

const compile = (entry: EventEntry): Reader => ({
  entry,
  dimensions: Object.entries(entry.spec.dimensions).map(([name, spec]) => ({
    name,
    optional: spec.optional,
    read: readDimension(spec),
  })),
  measures: Object.entries(entry.spec.measures).map(([name, spec]) => ({
    name,
    optional: spec.optional,
    read: readMeasure(spec),
  })),
})

function readFields<T>(
  fields: readonly { name: string; optional: boolean; read: ReadField<T> }[],
  props: Readonly<Record<string, unknown>>,
): (T | null)[] | Verdict {
  const values: (T | null)[] = new Array(fields.length)
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!
    const raw = Object.hasOwn(props, field.name) ? props[field.name] : undefined
    if (raw === undefined || raw === null) {
      if (!field.optional) return reject('missing_field', `props.${field.name}`, `props.${field.name} is required`)
      values[i] = null
      continue
    }
    const value = field.read(raw)
    if (isProblem(value)) return reject(value.code, `props.${field.name}`, `props.${field.name} ${value.message}`)
    values[i] = value
  }
  return values
}

/**
 * The id under which an event is stored: a UUIDv7 as it is; any other id becomes a UUIDv8 of the event's own time and
 * the id's hash, so that a retry lands on the same id and in the same partition. Pure.
 */
export function storedId(id: string, occurredAt: number): string {
  if (isUuid(id) && uuidVersion(id) === 7) return id.toLowerCase()
  return uuidFromTimeAndHash(Math.max(0, occurredAt), createHash('sha256').update(id).digest())
}

function judgeShape(event: Record<string, unknown>): Verdict | null {
  const bound = flatBytesBound(event)
  if (bound >= 0 && bound <= INGEST_LIMITS.eventBytes) return null
  if (isDeeperThan(event, INGEST_LIMITS.depth))
    return reject('too_deep', '', `an event may nest at most ${INGEST_LIMITS.depth} levels`)
  if (jsonBytes(event) > INGEST_LIMITS.eventBytes)
    return reject('too_large', '', `an event may have at most ${INGEST_LIMITS.eventBytes} bytes`)
  return null
}

const TEXT_LIMITS = {
  actor: INGEST_LIMITS.subjectLength,
  session: INGEST_LIMITS.subjectLength,
  correlationId: INGEST_LIMITS.correlationIdLength,
} as const
type Texts = Record<keyof typeof TEXT_LIMITS, string | null>

function readTexts(event: Readonly<Record<string, unknown>>): Texts | Verdict {
  const texts: Texts = { actor: null, session: null, correlationId: null }
  for (const name of Object.keys(TEXT_LIMITS) as (keyof Texts)[]) {
    const value = event[name]
    if (value === undefined || value === null) continue
    if (typeof value !== 'string' || value.length === 0)
      return reject('invalid_type', name, `${name} must be a non-empty string`)
    const limit = TEXT_LIMITS[name]
    if (value.length > limit) return reject('too_long', name, `${name} must have at most ${limit} characters`)
    texts[name] = sanitise(value)
  }
  return texts
}

/** Below this one event would stand for more than a thousand. */
const LEAST_SAMPLE_RATE = 0.001

/** How many events one stands for (Horvitz and Thompson): never today's rate, always the one it was sampled at. */
function readWeight(rate: unknown): number | Verdict {
  if (rate === undefined || rate === null) return 1
  if (typeof rate !== 'number' || !(rate >= LEAST_SAMPLE_RATE && rate <= 1))
    return reject('invalid_value', 'sampleRate', `sampleRate must be from ${LEAST_SAMPLE_RATE} to 1`)
  return 1 / rate
}

/** The time that decides the bucket: corrected by a clearly wrong sender clock, never beyond the receipt by minutes. */
function bucketTime(occurredAt: number, { skewMs, receivedAt }: JudgeContext): number {
  const corrected = Math.abs(skewMs) > SKEW_TOLERANCE_MS ? occurredAt + skewMs : occurredAt
  return corrected > receivedAt + FUTURE_TOLERANCE_MS ? receivedAt : corrected
}

function clockProblem(ms: number, context: JudgeContext): string | null {
  if (ms > context.receivedAt + DAY_MS) return 'lies more than 24 hours in the future'
  if (context.retentionMs !== null && ms < context.receivedAt - context.retentionMs)
    return 'is older than raw events are kept'
  // UUID times start at 1970, and partitions are made for history that is plausible.
  return ms < 0 ? 'lies before 1970' : null
}

function judgeTimes(id: string, occurredAt: number, bucketedAt: number, context: JudgeContext): Verdict | null {
  const late = clockProblem(bucketedAt, context)
  if (late !== null) return reject('clock_out_of_range', 'ts', `ts ${late}`)
  const idProblem = clockProblem(uuidTime(id), context)
  if (idProblem !== null) return reject('clock_out_of_range', 'id', `the time inside id ${idProblem}`)
  const skew = clockProblem(occurredAt, context)
  return skew === null ? null : reject('clock_out_of_range', 'ts', `ts ${skew}`)
}

/**
 * Compiles the catalog into the judge of single events. The judge is total: any JSON value gets a verdict, nothing is
 * thrown, and only declared fields survive. `pseudonymise` hides actors and sessions.
 */
export function createJudge(catalog: Catalog, pseudonymise: Pseudonymise): Judge {
  const readers = new Map([...catalog.events].map(([type, entry]) => [type, compile(entry)]))
  return (raw, context) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
      return reject('not_an_object', '', 'an event must be an object')
    const event = raw as Record<string, unknown>
    const misshapen = judgeShape(event)
    if (misshapen !== null) return misshapen
    const { id, type, props = {} } = event
    if (typeof id !== 'string' || id.length === 0 || id.length > INGEST_LIMITS.idLength)
      return reject('invalid_id', 'id', `id must be a string of 1 to ${INGEST_LIMITS.idLength} characters`)
    if (typeof type !== 'string') return reject('missing_field', 'type', 'type is required')
    const occurredAt = parseTimestamp(event.ts)
    if (occurredAt === null)
      return reject('invalid_timestamp', 'ts', 'ts must be an RFC 3339 instant such as 2026-01-31T08:00:00.000Z')
    if (event.consent === false) return { kind: 'opted_out' }
    const reader = readers.get(type)
    if (reader === undefined) return reject('unknown_event_type', 'type', 'type is not declared by any pack')
    if (reader.entry.spec.consent === 'required' && event.consent !== true) return { kind: 'opted_out' }
    const bucketedAt = bucketTime(occurredAt, context)
    const stored = storedId(sanitise(id), occurredAt)
    const timeVerdict = judgeTimes(stored, occurredAt, bucketedAt, context)
    if (timeVerdict !== null) return timeVerdict
    if (typeof props !== 'object' || props === null || Array.isArray(props))
      return reject('invalid_type', 'props', 'props must be an object')
    const dimensions = readFields(reader.dimensions, props as Record<string, unknown>)
    if (!Array.isArray(dimensions)) return dimensions
    const measures = readFields(reader.measures, props as Record<string, unknown>)
    if (!Array.isArray(measures)) return measures
    const texts = readTexts(event)
    if ('kind' in texts) return texts
    const weight = readWeight(event.sampleRate)
    if (typeof weight !== 'number') return weight
    const hide = (kind: 'actor' | 'session', subject: string | null) =>
      subject === null || (context.pseudonymous === true && isUuid(subject))
        ? subject
        : pseudonymise(context.projectId, kind, subject)
    return {
      kind: 'accepted',
      event: {
        type,
        id: stored,
        occurredAt,
        bucketedAt,
        dimensions,
        measures,
        actor: hide('actor', texts.actor),
        session: hide('session', texts.session),
        correlationId: texts.correlationId,
        weight,
      },
    }
  }
}
