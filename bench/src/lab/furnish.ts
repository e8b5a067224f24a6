import { createPrisma } from '@tidemark/db'
import { migrate } from '@tidemark/db/migrate'
import { systemClock } from '@tidemark/platform'
import {
  type ActorContext,
  bootstrap,
  createApiKey,
  FIRST_PROJECT,
  type FirstLogin,
  openProject,
} from '@tidemark/workspace'

/** What an empty installation was given: a login, and a project with a key to write to it. */
export type Furnished = {
  readonly login: FirstLogin
  readonly project: { readonly id: number; readonly slug: string }
  readonly writeKey: string
}

/** Migrates an empty database, makes the first admin and a write key of the first project. */
export async function furnish(databaseUrl: string): Promise<Furnished> {
  await migrate(databaseUrl)
  const prisma = createPrisma(databaseUrl, { applicationName: 'lab' })
  try {
    const ctx: ActorContext = { prisma, actor: { kind: 'system' }, now: systemClock }
    const login = await bootstrap(ctx)
    if (login === null) throw new Error('the database is not empty')
    const service = await openProject(ctx, FIRST_PROJECT)
    const { key } = await createApiKey(service, { name: 'lab', kind: 'write' })
    return { login, project: { id: service.project.id, slug: service.project.slug }, writeKey: key }
  } finally {
    await prisma.$disconnect()
  }
}
