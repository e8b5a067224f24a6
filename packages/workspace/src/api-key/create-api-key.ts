import type { ApiKeyView } from '@tidemark/contracts'
import { conflict, uuidv7 } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import type { ServiceContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { requireRole } from '../require-role.ts'
import { hashKey, type KeyKind, keyPrefix, makeKeyText } from './key-text.ts'
import { API_KEY_COLUMNS, toApiKeyView } from './to-api-key-view.ts'

/** Keys of one project that are not revoked. */
const API_KEYS_MAX = 100

/** Makes a key. The key itself is answered once and never stored. Throws `forbidden`, `conflict` (too many keys). */
export async function createApiKey(
  ctx: ServiceContext,
  input: { name: string; kind: KeyKind },
): Promise<{ key: string; view: ApiKeyView }> {
  requireRole(ctx, 'admin')
  const key = makeKeyText(input.kind)
  return inTransaction(ctx, async (tx) => {
    // The lock makes parallel creations count one after the other, so that the limit holds exactly.
    await tx.$executeRaw`SELECT 1 FROM project WHERE id = ${ctx.project.id} FOR UPDATE`
    const live = await tx.apiKey.count({ where: { projectId: ctx.project.id, revokedAt: null } })
    if (live >= API_KEYS_MAX) throw conflict(`A project has at most ${API_KEYS_MAX} keys. Revoke one first.`)
    const row = await tx.apiKey.create({
      data: {
        id: uuidv7(ctx.now()),
        projectId: ctx.project.id,
        name: input.name,
        kind: input.kind,
        prefix: keyPrefix(key),
        hash: hashKey(key),
        createdBy: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      },
      select: API_KEY_COLUMNS,
    })
    const details = { name: row.name, kind: row.kind, prefix: row.prefix }
    await recordAudit(tx, ctx, { action: 'api_key.create', subject: row.id, details })
    return { key, view: toApiKeyView(row) }
  })
}
