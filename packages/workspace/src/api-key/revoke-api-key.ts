import type { ApiKeyView } from '@tidemark/contracts'
import { notFound } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import type { ServiceContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { requireRole } from '../require-role.ts'
import { API_KEY_COLUMNS, toApiKeyView } from './to-api-key-view.ts'

/** Revokes a key for good; a second time changes nothing. Throws `forbidden`, `not_found`. */
export async function revokeApiKey(ctx: ServiceContext, id: string): Promise<ApiKeyView> {
  requireRole(ctx, 'admin')
  return inTransaction(ctx, async (tx) => {
    const scope = { id, projectId: ctx.project.id }
    const revoked = await tx.apiKey.updateMany({
      where: { ...scope, revokedAt: null },
      data: { revokedAt: new Date(ctx.now()) },
    })
    const row = await tx.apiKey.findFirst({ where: scope, select: API_KEY_COLUMNS })
    if (row === null) throw notFound('There is no such key.')
    if (revoked.count > 0) await recordAudit(tx, ctx, { action: 'api_key.revoke', subject: id })
    return toApiKeyView(row)
  })
}
