/**
 * Runs one TypeScript program of the clone: `run.ts [--with-database] FILE [arguments]`. With a database it gets the
 * one that `npm start` uses, shared while that runs, else started for the time of the command.
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { ServerError } from '@tidemark/db/embedded/server-error'
import { openEmbeddedPostgres } from '@tidemark/db/embedded/start-postgres'
import { ensureDatabaseClient } from './house/builds.ts'
import { ROOT } from './house/root.ts'
import { childEnvironment, readSettings } from './house/settings.ts'
import { StartError } from './house/start-error.ts'

type Surroundings = { readonly env: NodeJS.ProcessEnv; close(): Promise<void> }

async function withDatabase(): Promise<Surroundings> {
  const settings = await readSettings()
  const { databaseUrl, dataDir } = settings
  const server = databaseUrl
    ? { url: databaseUrl, stop: async () => undefined }
    : await openEmbeddedPostgres({ dataDir, log: (line) => console.error(line) })
  const { migrate } = await import('@tidemark/db/migrate')
  await migrate(server.url)
  return { env: childEnvironment(settings, server.url), close: server.stop }
}

async function runProgram(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, [join(ROOT, file), ...args], { stdio: 'inherit', env })
  process.on('SIGINT', () => {
    // The terminal has told the program already; told twice, it would not finish its shutdown.
    if (!process.stdin.isTTY) child.kill('SIGINT')
  })
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}

const given = process.argv.slice(2)
const wantsDatabase = given[0] === '--with-database'
const [file, ...args] = wantsDatabase ? given.slice(1) : given
if (!file) {
  console.error('Usage: node scripts/run.mjs [--with-database] FILE.ts [arguments]')
  process.exit(2)
}
try {
  await ensureDatabaseClient()
  const around = wantsDatabase ? await withDatabase() : { env: process.env, close: async () => undefined }
  const code = await runProgram(file, args, around.env).finally(around.close)
  process.exit(code)
} catch (error) {
  console.error(error instanceof StartError || error instanceof ServerError ? error.message : error)
  process.exit(1)
}
