import { setTimeout as pause } from 'node:timers/promises'
import { createPools, createPrisma, type Pools } from '@tidemark/db'
import { buildCatalog, type Catalog } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { type Env, readEnv, requireDatabaseUrl, systemClock } from '@tidemark/platform'
import { type ActorContext, bootstrap, openProject, type ServiceContext } from '@tidemark/workspace'

const CLOSE_DEADLINE_MS = 3_000

/** What commands work with: the database, the declarations and the one who types. */
export type Session = {
  readonly env: Env
  readonly databaseUrl: string
  readonly pools: Pools
  readonly catalog: Catalog
  readonly ctx: ActorContext
  /** Throws `not_found`. */
  openProject(slug: string): Promise<ServiceContext>
  close(): Promise<void>
}

/**
 * Opens the database that DATABASE_URL names, which must be migrated, and furnishes it where it is empty; then the first
 * login is told on standard error, the only time it can be.
 */
export async function openSession(env: Env = readEnv()): Promise<Session> {
  const databaseUrl = requireDatabaseUrl(env)
  const pools = createPools({ url: databaseUrl, process: 'cli' })
  const prisma = createPrisma(databaseUrl, { applicationName: 'cli-crud' })
  const close = async () => {
    const closed = Promise.all([pools.close(), prisma.$disconnect()])
    // After a failure a connection may be held by what failed; the process ends anyway.
    await Promise.race([closed, pause(CLOSE_DEADLINE_MS, undefined, { ref: false })])
  }
  try {
    const ctx: ActorContext = { prisma, actor: { kind: 'cli' }, now: systemClock }
    const login = await bootstrap(ctx)
    if (login !== null) {
      console.error(`The first administrator was created: ${login.email}, password ${login.password} (shown once)`)
    }
    return {
      env,
      databaseUrl,
      pools,
      catalog: buildCatalog(packs),
      ctx,
      openProject: (slug) => openProject(ctx, slug),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Runs a command with a session and closes it, also when the command throws. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession()
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}
