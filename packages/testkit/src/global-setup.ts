import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ensureDatabase, withDatabaseName } from '@tidemark/db/embedded/databases'

import type { TestProject } from 'vitest/node'
import { startTestServer, type TestServer } from './test-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the migrated database that every test database is a copy of. */
    templateUrl: string
  }
}

const MIGRATE = fileURLToPath(new URL('migrate-template.ts', import.meta.url))

type Shared = { users: number; ready: Promise<{ server: TestServer; templateUrl: string }> }

// Vitest loads this file once per project; one server has to serve them all.
const holder = globalThis as { tidemarkTestServer?: Shared | undefined }

/** Starts one Postgres per test run and migrates its template; answers how to take it down again. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  holder.tidemarkTestServer ??= { users: 0, ready: prepareTemplate() }
  const shared = holder.tidemarkTestServer
  shared.users += 1
  const { server, templateUrl } = await shared.ready
  project.provide('templateUrl', templateUrl)
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    holder.tidemarkTestServer = undefined
    await server.stop()
  }
}

async function prepareTemplate(): Promise<{ server: TestServer; templateUrl: string }> {
  const server = await startTestServer()
  try {
    const templateUrl = withDatabaseName(server.url, 'tidemark_template')
    await ensureDatabase(templateUrl)
    await promisify(execFile)(process.execPath, [MIGRATE, templateUrl])
    return { server, templateUrl }
  } catch (error) {
    await server.stop()
    throw error
  }
}
