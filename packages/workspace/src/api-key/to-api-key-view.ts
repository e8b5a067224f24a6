import { ApiKeyView } from '@tidemark/contracts'

type ApiKeyRow = {
  id: string
  name: string
  kind: string
  prefix: string
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

/** The columns of a key that may be shown; the hash is not among them. */
export const API_KEY_COLUMNS = {
  id: true,
  name: true,
  kind: true,
  prefix: true,
  createdAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const satisfies Record<keyof ApiKeyRow, true>

export const toApiKeyView = (row: ApiKeyRow): ApiKeyView =>
  ApiKeyView.parse({
    ...row,
    createdAt: row.createdAt.getTime(),
    lastUsedAt: row.lastUsedAt?.getTime() ?? null,
    revokedAt: row.revokedAt?.getTime() ?? null,
  })
