import type { ApiKeyView } from '@tidemark/contracts'
import type { ServiceContext } from '../context.ts'
import { requireRole } from '../require-role.ts'
import { API_KEY_COLUMNS, toApiKeyView } from './to-api-key-view.ts'

const SHOWN = 500

/** The project's keys, newest first, revoked ones included. Throws `forbidden`. */
export async function listApiKeys(ctx: ServiceContext): Promise<ApiKeyView[]> {
  requireRole(ctx, 'admin')
  const rows = await ctx.prisma.apiKey.findMany({
    where: { projectId: ctx.project.id },
    select: API_KEY_COLUMNS,
    orderBy: { id: 'desc' },
    take: SHOWN,
  })
  return rows.map(toApiKeyView)
}
