import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TimeRange } from '@tidemark/contracts'
import { TidemarkError, uuidFromTimeAndHash, uuidTime } from '@tidemark/platform'
import { createApiKey, createProject, findApiKey, type ServiceContext } from '@tidemark/workspace'
import type { Session } from '../session/open-session.ts'

const SLUG = 'demo'
const NAME = 'Demo'
const KEY_NAME = 'Demo feeder'

/** The demo project as it stands. */
export type Demo = {
  readonly service: ServiceContext
  /** epoch ms at which the project was made; the world of the demo hangs on it */
  readonly birth: number
}

/** Finds the demo project, or makes it. */
export async function openDemo(session: Session): Promise<Demo> {
  const service = await openOrCreate(session)
  const { createdAt } = await session.ctx.prisma.project.findUniqueOrThrow({
    where: { id: service.project.id },
    select: { createdAt: true },
  })
  return { service, birth: createdAt.getTime() }
}

/** Up to when (epoch ms) a range that is filled by rising time is filled: ids carry the time of their event. */
export async function findFilled({ pools }: Session, { service }: Demo, { from, to }: TimeRange): Promise<number> {
  const { rows } = await pools.query.query<{ id: string }>(
    'SELECT id::text FROM event WHERE project_id = $1 AND event.id >= $2 AND event.id < $3 ORDER BY event.id DESC LIMIT 1',
    [service.project.id, firstIdOf(from), firstIdOf(to)],
  )
  const newest = rows[0]?.id
  return newest === undefined ? from : uuidTime(newest)
}

const firstIdOf = (ms: number): string => uuidFromTimeAndHash(ms, new Uint8Array(16))

async function openOrCreate(session: Session): Promise<ServiceContext> {
  try {
    return await session.openProject(SLUG)
  } catch (error) {
    if (!(error instanceof TidemarkError) || error.code !== 'not_found') throw error
    await createProject(session.ctx, { slug: SLUG, name: NAME })
    return session.openProject(SLUG)
  }
}

/** The feeder's write key: kept in the data folder, as a key can be read only once, and made anew where it is of no use. */
export async function openKey({ env, ctx }: Session, service: ServiceContext): Promise<string> {
  const path = join(env.TIDEMARK_DATA_DIR, 'demo-key')
  const kept = await readFile(path, 'utf8').catch(() => '')
  const found = await findApiKey(ctx.prisma, kept, ctx.now())
  if (found !== null && !found.revoked && found.project.id === service.project.id) return kept
  const { key } = await createApiKey(service, { name: KEY_NAME, kind: 'write' })
  await writeFile(path, key, { mode: 0o600 })
  return key
}
