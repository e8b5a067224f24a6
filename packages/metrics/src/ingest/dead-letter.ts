import type { RejectCode } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import type { Pseudonymise } from './pseudonymise.ts'
import { redact } from './redact.ts'
import { sanitise } from './shape.ts'

/** A refused event as it is kept: redacted, its subjects already pseudonyms, so that a replay needs nothing else. */
export interface DeadLetter {
  projectId: number
  receivedAt: number
  code: RejectCode
  path: string
  message: string
  eventId: string | null
  eventType: string | null
  body: unknown
}

const SUBJECT_KEYS = ['actor', 'session'] as const

const shortText = (value: unknown): string | null => (typeof value === 'string' ? sanitise(value.slice(0, 128)) : null)

/** The dead letter of a raw event. Total: takes anything JSON can hold. */
export function toDeadLetter(
  raw: unknown,
  reason: { code: RejectCode; path: string; message: string },
  context: { projectId: number; receivedAt: number; pseudonymise: Pseudonymise },
): DeadLetter {
  const { projectId, receivedAt, pseudonymise } = context
  const isObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw)
  const event = isObject ? (raw as Record<string, unknown>) : {}
  const body = redact(raw)
  if (isObject && typeof body === 'object' && body !== null) {
    const kept = body as Record<string, unknown>
    for (const kind of SUBJECT_KEYS) {
      const subject = event[kind]
      if (typeof subject === 'string' && subject !== '') kept[kind] = pseudonymise(projectId, kind, sanitise(subject))
    }
    // The id and the time are what makes a replay land where the event belongs; neither is personal.
    if (typeof event.id === 'string') kept.id = shortText(event.id)
    if (typeof event.ts === 'string') kept.ts = shortText(event.ts)
  }
  return { projectId, receivedAt, ...reason, eventId: shortText(event.id), eventType: shortText(event.type), body }
}

export const INSERT_DEAD_LETTERS = `
  INSERT INTO event_rejected (project_id, received_at, reason, path, message, event_id, event_type, body)
  SELECT project_id, received_at, reason, path, message, event_id, event_type, body::jsonb
  FROM unnest($1::int[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    AS t (project_id, received_at, reason, path, message, event_id, event_type, body)`

/** The parameters of INSERT_DEAD_LETTERS. */
export const deadLetterParams = (letters: readonly DeadLetter[]): unknown[] => [
  letters.map((one) => one.projectId),
  letters.map((one) => new Date(one.receivedAt).toISOString()),
  letters.map((one) => one.code),
  letters.map((one) => one.path),
  letters.map((one) => one.message),
  letters.map((one) => one.eventId),
  letters.map((one) => one.eventType),
  letters.map((one) => JSON.stringify(one.body)),
]

export async function insertDeadLetters(tx: Queryable, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length > 0) await tx.query(INSERT_DEAD_LETTERS, deadLetterParams(letters))
}
