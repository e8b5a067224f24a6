import { randomBytes } from 'node:crypto'
import { cloneDatabase, dropDatabase, withDatabaseName } from '@tidemark/db/embedded/databases'
import { inject } from 'vitest'
import type {} from './global-setup.ts'

/** A migrated, empty database of its own; `drop` cuts its sessions and removes it. */
export type TestDatabase = { readonly url: string; drop(): Promise<void> }

/**
 * Makes a fresh database from the migrated template (some 30 ms). Works in `*.db.test.ts` and `*.e2e.test.ts`,
 * whose vitest projects start the server.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const templateUrl = inject('templateUrl')
  if (!templateUrl) throw new Error('no test server: name the file *.db.test.ts or *.e2e.test.ts')
  const url = withDatabaseName(templateUrl, `test_${randomBytes(8).toString('hex')}`)
  await cloneDatabase(url, new URL(templateUrl).pathname.slice(1))
  return { url, drop: () => dropDatabase(url) }
}

/** Runs `work` with a database of its own and drops it afterwards, also when `work` throws. */
export async function withTestDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const database = await createTestDatabase()
  try {
    return await work(database.url)
  } finally {
    await database.drop()
  }
}
