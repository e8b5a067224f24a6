import { z } from 'zod'

/** Limits of the door. Bytes are counted after inflating. */
export const INGEST_LIMITS = {
  bodyBytes: 2 * 1024 * 1024,
  events: 1000,
  eventBytes: 32 * 1024,
  depth: 32,
  idLength: 128,
  typeLength: 64,
  subjectLength: 256,
  correlationIdLength: 128,
} as const

/** One event as a client sends it. The door judges each alone; this schema documents it and types the SDK. */
export const WireEvent = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(INGEST_LIMITS.idLength)
    .describe('made once at capture and kept across retries; a UUIDv7 is stored as it is'),
  type: z.string().min(1).max(INGEST_LIMITS.typeLength),
  ts: z.string().describe('RFC 3339 instant at which it happened'),
  actor: z
    .string()
    .min(1)
    .max(INGEST_LIMITS.subjectLength)
    .optional()
    .describe('who; stored only as a keyed pseudonym'),
  session: z.string().min(1).max(INGEST_LIMITS.subjectLength).optional(),
  correlationId: z.string().max(INGEST_LIMITS.correlationIdLength).optional(),
  consent: z.boolean().optional().describe('false drops the event; event types gated by consent need true'),
  sampleRate: z
    .number()
    .min(0.001)
    .max(1)
    .optional()
    .describe(
      'share of such events that are sent at all, at the time of this one; it then stands for 1 / sampleRate events',
    ),
  props: z.record(z.string(), z.unknown()).optional(),
})
export type WireEvent = z.infer<typeof WireEvent>

export const IngestRequest = z.strictObject({
  sentAt: z
    .string()
    .optional()
    .describe('RFC 3339 instant of this attempt by the sender clock; corrects a wrong clock'),
  events: z.array(WireEvent).max(INGEST_LIMITS.events),
})
export type IngestRequest = z.infer<typeof IngestRequest>

/** Why one event was not accepted. Stable: dashboards and replays name them. */
const REJECT_CODES = [
  'not_an_object',
  'missing_field',
  'invalid_id',
  'invalid_type',
  'invalid_value',
  'invalid_number',
  'invalid_timestamp',
  'clock_out_of_range',
  'too_deep',
  'too_large',
  'too_long',
  'unknown_event_type',
  'poison',
] as const
export const RejectCode = z.enum(REJECT_CODES)
export type RejectCode = z.infer<typeof RejectCode>

export const Rejection = z.strictObject({
  index: z.int().nonnegative(),
  id: z.string().nullable(),
  code: RejectCode,
  path: z.string(),
  message: z.string(),
})
export type Rejection = z.infer<typeof Rejection>

/** The 202 answer, sent only after the accepted events are committed. Duplicates are found and counted later. */
export const IngestResponse = z.strictObject({
  accepted: z.int().nonnegative(),
  optedOut: z.int().nonnegative(),
  rejected: z.array(Rejection),
})
export type IngestResponse = z.infer<typeof IngestResponse>

/** Each received event ends in exactly one of the outcomes after `received`. */
const OUTCOMES = ['received', 'stored', 'duplicate', 'rejected', 'opted_out'] as const
export type Outcome = (typeof OUTCOMES)[number]
