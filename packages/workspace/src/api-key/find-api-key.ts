import type { ActorContext } from '../context.ts'
import { hashKey, type KeyKind } from './key-text.ts'

/** What a key opens. `rawRetentionDays` null follows the installation's setting. */
export type FoundKey = {
  readonly id: string
  readonly kind: KeyKind
  readonly revoked: boolean
  readonly project: { readonly id: number; readonly slug: string; readonly rawRetentionDays: number | null }
}

const USE_NOTED_EVERY_MS = 60_000

/** Looks a key up by its hash and notes, once a minute, that it is in use. Null where there is no such key. */
export async function findApiKey(prisma: ActorContext['prisma'], key: string, now: number): Promise<FoundKey | null> {
  const row = await prisma.apiKey.findUnique({
    where: { hash: hashKey(key) },
    select: {
      id: true,
      kind: true,
      lastUsedAt: true,
      revokedAt: true,
      project: { select: { id: true, slug: true, rawRetentionDays: true } },
    },
  })
  if (row === null) return null
  const revoked = row.revokedAt !== null
  if (!revoked && now - (row.lastUsedAt?.getTime() ?? 0) > USE_NOTED_EVERY_MS)
    await prisma.apiKey.update({ where: { id: row.id }, data: { lastUsedAt: new Date(now) }, select: { id: true } })
  return { id: row.id, kind: row.kind === 'write' ? 'write' : 'read', revoked, project: row.project }
}
