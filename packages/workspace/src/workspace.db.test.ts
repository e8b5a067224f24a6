import { createPrisma, type PrismaClient } from '@tidemark/db'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ActorContext,
  bootstrap,
  createApiKey,
  createKeyFinder,
  findApiKey,
  listApiKeys,
  listProjects,
  openProject,
  revokeApiKey,
  updateProject,
  verifyPassword,
} from './index.ts'

let database: TestDatabase
let prisma: PrismaClient
let system: ActorContext
let admin: ActorContext

const as = (id: string): ActorContext => ({ ...system, actor: { kind: 'user', id } })
const NOW = 1_700_000_000_000

beforeAll(async () => {
  database = await createTestDatabase()
  prisma = createPrisma(database.url)
  system = { prisma, actor: { kind: 'system' }, now: () => NOW }
  const logins = await Promise.all([bootstrap(system), bootstrap(system), bootstrap(system)])
  expect(logins.filter((login) => login !== null)).toHaveLength(1)
  const login = logins.find((one) => one !== null)
  const account = await prisma.account.findFirstOrThrow({ include: { user: true } })
  expect(account.user.email).toBe(login?.email)
  expect(await verifyPassword(login?.password ?? '', account.password ?? '')).toBe(true)
  admin = as(account.userId)
})

afterAll(async () => {
  await prisma.$disconnect()
  await database.drop()
})

async function addMember(slug: string, role: string): Promise<ActorContext> {
  const user = await prisma.user.create({
    data: { id: `${slug}-${role}`, name: role, email: `${role}@${slug}.example` },
  })
  const project = await prisma.project.findUniqueOrThrow({ where: { slug } })
  await prisma.projectMember.create({ data: { projectId: project.id, userId: user.id, role } })
  return as(user.id)
}

describe('bootstrap', () => {
  it('makes two projects with an admin, and nothing a second time', async () => {
    expect((await listProjects(admin)).map(({ slug, role }) => [slug, role])).toEqual([
      ['tidemark', 'admin'],
      ['main', 'admin'],
    ])
    expect(await bootstrap(system)).toBeNull()
    expect(await prisma.user.count()).toBe(1)
  })
})

describe('projects', () => {
  it('look the same to strangers whether they exist or not', async () => {
    const stranger = as('nobody')
    const errors = await Promise.all(
      ['main', 'missing'].map((slug) => openProject(stranger, slug).catch((error: unknown) => error)),
    )
    expect(errors[0]).toMatchObject({ code: 'not_found' })
    expect(errors[0]).toEqual(errors[1])
    expect(await listProjects(stranger)).toEqual([])
  })

  it('are changed by admins, with an audit row in the same breath', async () => {
    const ctx = await openProject(admin, 'main')
    const view = await updateProject(ctx, { name: 'Shop', timeZone: 'Europe/Vienna', weekStart: 1 })
    expect(view).toMatchObject({ name: 'Shop', timeZone: 'Europe/Vienna', weekStart: 1, slug: 'main' })
    const audit = await prisma.audit.findFirstOrThrow({ where: { action: 'project.update' } })
    expect(audit).toMatchObject({
      projectId: ctx.project.id,
      actor: `user:${admin.actor.kind === 'user' && admin.actor.id}`,
    })
    await expect(updateProject(ctx, { timeZone: 'Mars/Olympus' })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(updateProject(ctx, { weekStart: 7 })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await prisma.audit.count({ where: { action: 'project.update' } })).toBe(1)
  })

  it('have a privacy threshold of their own, or follow the installation [PRV-02]', async () => {
    const ctx = await openProject(admin, 'main')
    expect(await updateProject(ctx, { name: 'Shop' })).toMatchObject({ privacyK: null })
    for (const privacyK of [2, 64, null])
      expect(await updateProject(ctx, { privacyK })).toMatchObject({ privacyK, name: 'Shop' })
    const { privacyK: stored } = await prisma.project.findUniqueOrThrow({ where: { slug: 'main' } })
    expect(stored).toBeNull()
    const told = await prisma.audit.findMany({ where: { action: 'project.update' }, orderBy: { id: 'asc' } })
    expect(told.slice(-3).map(({ details }) => details)).toEqual([
      { privacyK: 2 },
      { privacyK: 64 },
      { privacyK: null },
    ])
    for (const privacyK of [1, 0, -5, 65, 2.5, Number.NaN])
      await expect(updateProject(ctx, { privacyK })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await prisma.audit.count({ where: { action: 'project.update' } })).toBe(told.length)
    const editor = { ...ctx, role: 'editor' as const }
    await expect(updateProject(editor, { privacyK: 5 })).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('are not changed by editors', async () => {
    const ctx = await openProject(await addMember('main', 'editor'), 'main')
    await expect(updateProject(ctx, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createApiKey(ctx, { name: 'k', kind: 'write' })).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('api keys', () => {
  it('are stored as a hash only', async () => {
    const ctx = await openProject(admin, 'main')
    const { key, view } = await createApiKey(ctx, { name: 'shop', kind: 'write' })
    expect(key).toMatch(/^tm_write_[A-Za-z0-9_-]{43}$/)
    const stored = JSON.stringify(await prisma.apiKey.findMany())
    expect(stored).not.toContain(key.slice(12, 40))
    expect(await listApiKeys(ctx)).toContainEqual({ ...view })
    expect(await findApiKey(prisma, key, NOW)).toMatchObject({
      kind: 'write',
      revoked: false,
      project: { slug: 'main' },
    })
  })

  it('die when revoked, once', async () => {
    const ctx = await openProject(admin, 'main')
    const { key, view } = await createApiKey(ctx, { name: 'old', kind: 'write' })
    const first = await revokeApiKey(ctx, view.id)
    const second = await revokeApiKey({ ...ctx, now: () => NOW + 1 }, view.id)
    expect(second).toEqual(first)
    expect(await prisma.audit.count({ where: { action: 'api_key.revoke', subject: view.id } })).toBe(1)
    expect((await createKeyFinder(prisma).find(key))?.revoked).toBe(true)
  })

  it('of another project are not found', async () => {
    const { view } = await createApiKey(await openProject(admin, 'main'), { name: 'k', kind: 'read' })
    const other = await openProject(admin, 'tidemark')
    await expect(revokeApiKey(other, view.id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await listApiKeys(other)).toEqual([])
  })

  it('stop at the limit however many are made at once', async () => {
    const ctx = await openProject(admin, 'tidemark')
    await prisma.apiKey.createMany({
      data: Array.from({ length: 95 }, (_, i) => ({
        id: `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`,
        projectId: ctx.project.id,
        name: 'k',
        kind: 'write',
        prefix: 'tm_write_xxx',
        hash: new Uint8Array(32).fill(i),
      })),
    })
    const made = await Promise.allSettled(
      Array.from({ length: 12 }, () => createApiKey(ctx, { name: 'k', kind: 'write' })),
    )
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    expect(await prisma.apiKey.count({ where: { projectId: ctx.project.id } })).toBe(100)
  })
})
