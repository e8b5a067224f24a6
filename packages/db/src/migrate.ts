import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MigrationDirectory, MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { NO_FILTERS, withSchemaEngine } from './schema-engine.ts'
import { assertServer } from './server-check.ts'
import { mapSqlError } from './sql-errors.ts'

const MIGRATIONS = join(import.meta.dirname, '../prisma/migrations')
/** Any number, as long as nothing else in this database takes the same advisory lock. */
const MIGRATION_LOCK = 7_217_001

export type MigrateOptions = {
  /** Told which migrations were applied. */
  log?: (message: string) => void
}

async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name): Promise<MigrationDirectory> => {
      const value = await readFile(join(MIGRATIONS, name, 'migration.sql'), 'utf8')
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } }
    }),
  )
  const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' }
  return { baseDir: MIGRATIONS, lockfile, shadowDbInitScript: '', migrationDirectories }
}

async function applyMigrations(engine: SchemaEngine): Promise<string[]> {
  const migrationsList = await readMigrations()
  const diagnosis = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTERS,
  })
  // A script is one transaction, so one that was cut short (a kill, a full disk) has left nothing behind: start it again.
  for (const migrationName of diagnosis.failedMigrationNames) {
    await engine.markMigrationRolledBack({ migrationName })
  }
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS })
  return appliedMigrationNames
}

/**
 * Brings the database to the current schema and answers the names of the migrations it applied. Processes that start
 * together take turns. Throws `unavailable` when the database cannot be reached, and an error that says what to do when
 * the server is too old or does not speak UTC.
 */
export async function migrate(databaseUrl: string, { log }: MigrateOptions = {}): Promise<string[]> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'tidemark-migrate',
    connectionTimeoutMillis: 10_000,
    lock_timeout: 120_000,
    options: '-c timezone=UTC',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await assertServer(client)
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    const applied = await withSchemaEngine(databaseUrl, applyMigrations)
    for (const name of applied) log?.(`applied migration ${name}`)
    return applied
  } catch (error) {
    throw mapSqlError(error)
  } finally {
    // Ending the session releases the lock.
    await client.end().catch(() => undefined)
  }
}
