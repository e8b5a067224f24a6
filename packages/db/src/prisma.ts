import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'
import { sessionConfig } from './pools.ts'

export type { Prisma } from './generated/client.ts'
export { PrismaClient } from './generated/client.ts'

export type PrismaOptions = {
  /** Shown in pg_stat_activity. Default `tidemark-crud`. */
  applicationName?: string
  /** Most connections at once. Default 4. */
  max?: number
}

/** Prisma for CRUD, with the same session settings as the pools. It connects on first use; end it with `$disconnect`. */
export function createPrisma(url: string, options: PrismaOptions = {}): PrismaClient {
  const { applicationName = 'tidemark-crud', max = 4 } = options
  // Prisma parses column types itself.
  const { types: _types, ...session } = sessionConfig({ url, applicationName, statementTimeoutMs: 15_000 })
  return new PrismaClient({ adapter: new PrismaPg({ ...session, max }) })
}
