/**
 * The whole of Tidemark behind one address: database, api with the web app, worker. Started by `npm start`, and by
 * `npm run dev` with --dev (programs restart on change, the page comes from vite). With --demo a project full of made-up
 * events is fed as well. Other flags go to api and worker.
 */
import { relative } from 'node:path'
import { isFreePort } from '@tidemark/db/embedded/free-port'
import { ServerError } from '@tidemark/db/embedded/server-error'
import { ensureDatabaseClient, ensureWebBuild, WEB_HANDLER } from './house/builds.ts'
import { type HouseDatabase, openDatabase } from './house/database.ts'
import { takeLock } from './house/lock.ts'
import { boundLogs, logFile, rotateLogs } from './house/log-files.ts'
import { ROOT } from './house/root.ts'
import { childEnvironment, type HouseSettings, readSettings } from './house/settings.ts'
import { StartError } from './house/start-error.ts'
import { type Program, type ReadyMessage, type Supervised, supervise } from './house/supervise.ts'
import { startVite } from './house/vite.ts'

const LOGS = ['api', 'worker', 'postgres', 'demo']
const dev = process.argv.includes('--dev')
const demo = process.argv.includes('--demo')
const flags = process.argv.slice(2).filter((flag) => flag !== '--dev' && flag !== '--demo')

type Closer = () => unknown

/** Runs until a signal asks to stop; every part that was started is handed to `onStop`, last in, first out. */
async function serve(onStop: (close: Closer) => void, stopRequested: Promise<void>): Promise<void> {
  const settings = await readSettings()
  const release = await takeLock(settings.dataDir)
  onStop(release)
  await assertPortFree(settings)
  await rotateLogs(settings.dataDir, LOGS)
  onStop(boundLogs(settings.dataDir, LOGS))

  const logFolder = `${settings.dataDir}/logs`
  await ensureDatabaseClient(logFolder)
  if (!dev) await ensureWebBuild(say, logFolder)

  const opening = openDatabase(settings, say)
  // Registered before it is there: Ctrl-C in the middle of a start must not leave a server behind.
  onStop(() => opening.then((opened) => opened.stop(), ignore))
  const database = await opening
  await migrateDatabase(database)
  if (stopping) return

  const env = childEnvironment(settings, database.url)
  const worker = supervise(program('worker', settings, env), say)
  onStop(worker.stop)
  const api = supervise(program('api', settings, { ...env, TIDEMARK_WEB_HANDLER: WEB_HANDLER }), say)
  onStop(api.stop)

  const [message] = await Promise.all([api.ready, worker.ready])
  const address = message.url ?? `http://${settings.host}:${settings.port}`
  const page = dev ? await startVite(address, logFile(settings.dataDir, 'web'), onStop) : address
  if (demo) onStop(startDemo(settings, env, message).stop)
  announce(page, message, settings)
  await Promise.race([stopRequested, database.gaveUp, worker.gaveUp, api.gaveUp])
}

async function assertPortFree({ port }: HouseSettings): Promise<void> {
  if (port === 0 || (await isFreePort(port))) return
  throw new StartError(`Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start`)
}

async function migrateDatabase(database: HouseDatabase): Promise<void> {
  // Loaded this late because the client it uses may just have been generated.
  const { migrate } = await import('@tidemark/db/migrate')
  try {
    const applied = await migrate(database.url)
    if (applied.length > 0) say(`Database brought up to date (${applied.length} migrations)`)
  } catch (cause) {
    const { host, pathname } = new URL(database.url)
    throw new StartError(`The database ${host}${pathname} cannot be used: ${(cause as Error).message}`, { cause })
  }
}

/** The house stands without its demo: when that gives up, a line says so. */
function startDemo(settings: HouseSettings, env: NodeJS.ProcessEnv, { url }: ReadyMessage): Supervised {
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host
  // Port 0 is known to the api only; otherwise its address may be one that only others reach.
  const door = settings.port === 0 && url !== undefined ? url : `http://${host}:${settings.port}`
  const feeder = supervise(
    {
      name: 'demo',
      entry: 'apps/cli/src/main.ts',
      args: ['demo', '--url', door],
      nodeFlags: [],
      env,
      logFile: logFile(settings.dataDir, 'demo'),
      stopDeadlineMs: 20_000,
    },
    say,
  )
  for (const end of [feeder.ready, feeder.gaveUp]) end.catch((error: Error) => say(error.message))
  return feeder
}

function program(name: 'api' | 'worker', settings: HouseSettings, env: NodeJS.ProcessEnv): Program {
  return {
    name,
    entry: `apps/${name}/src/main.ts`,
    args: flags,
    nodeFlags: dev ? ['--watch', '--watch-preserve-output'] : [],
    env: dev ? { NODE_ENV: 'development', ...env } : env,
    logFile: logFile(settings.dataDir, name),
    stopDeadlineMs: 20_000,
  }
}

function announce(page: string, { firstLogin }: ReadyMessage, { dataDir, databaseUrl }: HouseSettings): void {
  const data = databaseUrl === undefined ? relative(ROOT, dataDir) || '.' : 'DATABASE_URL'
  const login = firstLogin
    ? [
        '',
        `  E-mail    ${firstLogin.email}`,
        `  Password  ${firstLogin.password}`,
        '            (shown once; change it after the first login)',
      ]
    : []
  const made = demo ? ['  Demo      project "Demo": fills itself within two minutes, trouble every 40'] : []
  const lines = ['', `  Tidemark  ${page}`, ...login, '', ...made, `  Data      ${data}`, '  Stop      Ctrl-C', '']
  console.log(lines.join('\n'))
}

function ignore(): void {
  // What went wrong is told where it was awaited.
}

function say(line: string): void {
  console.log(line)
}

const closers: Closer[] = []
const stopRequest = Promise.withResolvers<void>()
let stopping = false
// Ctrl-C often arrives twice, from the terminal and through npm: only the first one counts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopping = true
    stopRequest.resolve()
  })
}

let exitCode = 0
try {
  await Promise.race([serve((close) => closers.push(close), stopRequest.promise), stopRequest.promise])
  say('Stopping ...')
} catch (error) {
  const expected = error instanceof StartError || error instanceof ServerError
  console.error(expected ? `\n${error.message}` : error)
  exitCode = 1
}
for (const close of closers.reverse()) await close()
process.exit(exitCode)
