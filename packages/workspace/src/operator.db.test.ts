import { createPrisma, type PrismaClient } from '@tidemark/db'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type ActorContext,
  bootstrap,
  createPerson,
  createProject,
  listProjects,
  openProject,
  resetPassword,
  verifyPassword,
} from './index.ts'

let database: TestDatabase
let prisma: PrismaClient
let cli: ActorContext

beforeAll(async () => {
  database = await createTestDatabase()
  prisma = createPrisma(database.url)
  cli = { prisma, actor: { kind: 'cli' }, now: () => 1_700_000_000_000 }
  await bootstrap(cli)
})

afterAll(async () => {
  await prisma.$disconnect()
  await database.drop()
})

it('makes a project that the owners of the organization may administer', async () => {
  const project = await createProject(cli, { slug: 'shop', name: 'Shop', timeZone: 'Europe/Paris', weekStart: 1 })
  expect(project).toMatchObject({ slug: 'shop', timeZone: 'Europe/Paris', weekStart: 1 })
  const owner = await prisma.user.findFirstOrThrow()
  const seen = await listProjects({ ...cli, actor: { kind: 'user', id: owner.id } })
  expect(seen.map(({ slug, role }) => `${slug} ${role}`)).toContain('shop admin')
  await expect(createProject(cli, { slug: 'shop', name: 'Again' })).rejects.toMatchObject({ code: 'conflict' })
})

it.each([
  ['a slug', { slug: 'Shop!', name: 'x' }],
  ['a timezone', { slug: 'x', name: 'x', timeZone: 'Mars/Olympus' }],
  ['a week start', { slug: 'x', name: 'x', weekStart: 7 }],
])('refuses %s that is none', async (_name, input) => {
  await expect(createProject(cli, input)).rejects.toMatchObject({ code: 'invalid_input' })
})

it('makes a person with one role and resets their password, which ends their sessions', async () => {
  const person = await createPerson(cli, { email: ' Ann@Example.com ', name: 'Ann', project: 'main', role: 'viewer' })
  expect(person.email).toBe('ann@example.com')
  const account = () => prisma.account.findFirstOrThrow({ where: { userId: person.id } })
  expect(await verifyPassword(person.password, (await account()).password ?? '')).toBe(true)
  const ann: ActorContext = { ...cli, actor: { kind: 'user', id: person.id } }
  expect((await openProject(ann, 'main')).role).toBe('viewer')
  await expect(openProject(ann, 'tidemark')).rejects.toMatchObject({ code: 'not_found' })

  await prisma.session.create({ data: { id: 's', token: 't', userId: person.id, expiresAt: new Date(2e12) } })
  const reset = await resetPassword(cli, { email: 'ANN@example.com' })
  expect(await verifyPassword(reset.password, (await account()).password ?? '')).toBe(true)
  expect(await verifyPassword(person.password, (await account()).password ?? '')).toBe(false)
  expect(await prisma.session.count({ where: { userId: person.id } })).toBe(0)
  expect(await prisma.audit.count({ where: { action: { startsWith: 'person.' } } })).toBe(2)

  await expect(
    createPerson(cli, { email: 'ann@example.com', name: 'Ann', project: 'main', role: 'viewer' }),
  ).rejects.toMatchObject({ code: 'conflict' })
  await expect(resetPassword(cli, { email: 'bob@example.com' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(createPerson(cli, { email: 'x', name: 'X', project: 'main', role: 'viewer' })).rejects.toMatchObject({
    code: 'invalid_input',
  })
  for (const act of [
    () => createProject(ann, { slug: 'mine', name: 'Mine' }),
    () => createPerson(ann, { email: 'c@example.com', name: 'C', project: 'main', role: 'admin' }),
    () => resetPassword(ann, { email: 'ann@example.com' }),
  ]) {
    await expect(act()).rejects.toMatchObject({ code: 'forbidden' })
  }
})
