import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate } from './migrate.ts'
import { createPool, type Pool } from './pools.ts'
import { createPrisma } from './prisma.ts'
import { assertServer } from './server-check.ts'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createPool({ url: database.url, applicationName: 'test', max: 2, statementTimeoutMs: 10_000 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

async function emptySchema(): Promise<void> {
  await pool.query('DROP SCHEMA public CASCADE')
  await pool.query('CREATE SCHEMA public')
}

it('applies every migration once, also when two processes start together', async () => {
  await emptySchema()
  const expected = (await readdir(join(import.meta.dirname, '../prisma/migrations'))).sort()
  const [first, second] = await Promise.all([migrate(database.url), migrate(database.url)])
  expect([...first, ...second].sort()).toEqual(expected)
  expect(await migrate(database.url)).toEqual([])
})

it('resumes after a migration that was cut short', async () => {
  await emptySchema()
  await migrate(database.url)
  const { rows } = await pool.query(
    'SELECT migration_name FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1',
  )
  await emptySchema()
  // What a kill leaves: the row that says "started", and nothing of the script.
  await pool.query(
    `CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
       migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
       started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
  )
  const first = (await readdir(join(import.meta.dirname, '../prisma/migrations'))).sort()[0]!
  await pool.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('a', 'x', $1)`, [first])
  expect(await migrate(database.url)).toContain(rows[0].migration_name)
})

it('the last snapshot is the schema as it stands', async () => {
  const prisma = join(import.meta.dirname, '../prisma')
  const last = (await readdir(join(prisma, 'migrations'))).sort().at(-1)!
  const files = (await readdir(join(prisma, 'schema'))).sort()
  const parts = await Promise.all(files.map((name) => readFile(join(prisma, 'schema', name), 'utf8')))
  const snapshot = await readFile(join(prisma, 'migrations', last, 'schema.prisma'), 'utf8')
  expect(snapshot).toBe(`${parts.map((part) => part.trim()).join('\n\n')}\n`)
})

it('Prisma reads and writes what the migrations made', async () => {
  const prisma = createPrisma(database.url)
  await prisma.organization.create({ data: { id: 'o1', name: 'O', slug: 'o' } })
  const project = await prisma.project.create({ data: { slug: 'shop', name: 'Shop', organizationId: 'o1' } })
  expect(project).toMatchObject({ timezone: 'UTC', weekStart: 0, consentPolicy: 'accept', rawRetentionDays: null })
  const bad = prisma.project.create({ data: { slug: 'Not A Slug', name: 'x', organizationId: 'o1' } })
  await expect(bad).rejects.toThrow()
  await prisma.$disconnect()
})

it('refuses a session that is not in UTC', async () => {
  const client = await pool.connect()
  await client.query(`SET TimeZone = 'Europe/Zurich'`)
  await expect(assertServer(client)).rejects.toThrow(/Europe\/Zurich/)
  client.release(true)
})

it('says unavailable when there is no database', async () => {
  await expect(migrate('postgres://127.0.0.1:1/x')).rejects.toMatchObject({ code: 'unavailable' })
})
