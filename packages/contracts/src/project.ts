import { z } from 'zod'
import { Role } from './role.ts'

export const ProjectSlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits and dashes')
export type ProjectSlug = z.infer<typeof ProjectSlug>

/** 0 Sunday ... 6 Saturday */
export const WeekStart = z.int().min(0).max(6)

/** Bounds of k: one person alone is never told of, and the rollups' sets of people are exact below 64. */
export const PRIVACY_K_MIN = 2
export const PRIVACY_K_MAX = 64
/** Fewest people that a number by something personal may tell of. */
export const PrivacyK = z.int().min(PRIVACY_K_MIN).max(PRIVACY_K_MAX)

export const ProjectView = z.strictObject({
  id: z.int(),
  slug: z.string(),
  name: z.string(),
  timeZone: z.string(),
  weekStart: WeekStart,
  /** null: as the installation says */
  privacyK: PrivacyK.nullable(),
  role: Role,
})
export type ProjectView = z.infer<typeof ProjectView>

export const ApiKeyView = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['write', 'read']),
  prefix: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
  revokedAt: z.number().nullable(),
})
export type ApiKeyView = z.infer<typeof ApiKeyView>

export const RejectedEventView = z.strictObject({
  id: z.string(),
  receivedAt: z.number(),
  reason: z.string(),
  path: z.string(),
  message: z.string(),
  eventId: z.string().nullable(),
  eventType: z.string().nullable(),
  body: z.unknown(),
  replayedAt: z.number().nullable(),
})
export type RejectedEventView = z.infer<typeof RejectedEventView>
