import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { chooseHome, type ServerHome } from './choose-home.ts'
import { dataFolder } from './data-folder.ts'
import { ensureDatabase } from './databases.ts'
import { nextFreePort } from './free-port.ts'
import { ensureCluster, setAsideCluster } from './initialise-cluster.ts'
import { launchServer } from './launch-server.ts'
import { clearStrangersPid, findRunning, isAlive, stopPostmaster, waitUntil } from './postmaster.ts'
import { databaseUrl, newRecord, readRecord, type ServerRecord, writeRecord } from './server-record.ts'
import { type ServerSettings, serverSettings } from './server-settings.ts'

export type EmbeddedOptions = {
  /** Folder of everything that must survive: record, password, log and, where reachable, the data. */
  readonly dataDir: string
  /** Port of 127.0.0.1; without it the recorded one, or the next free one. */
  readonly port?: number
  /** Hears what a person should know, one sentence at a time: where the data went, what was adopted. */
  readonly log?: (line: string) => void
  /** File the server's own log is appended to; default `<dataDir>/logs/postgres.log`. */
  readonly logFile?: string
  readonly settings?: ServerSettings
}

export type EmbeddedPostgres = {
  /** Address of the `tidemark` database, superuser and password included. */
  readonly url: string
  /** The postmaster; kill it with -9 and the next start recovers. */
  readonly pid: number
  readonly port: number
  readonly dataDir: string
  /** Folder of the server's own files: `dataDir`, or the place outside that its account can reach. */
  readonly home: string
  /** Settles when the server is gone, for whatever reason. */
  readonly exited: Promise<void>
  /** Stops the server; does nothing once another process has taken it over. */
  stop(): Promise<void>
}

const ADOPT_DEADLINE_MS = 60_000
const WATCH_MS = 500

/**
 * Starts the embedded server of `dataDir`, or takes over the one an earlier killed process left running.
 * Throws ServerError with a remedy when it cannot.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.dataDir, { recursive: true })
  const dataDir = await realpath(options.dataDir)
  const log = options.log ?? (() => undefined)
  const known = await readRecord(dataDir)
  const server = await chooseHome(dataDir, known?.home)
  if (server.home !== dataDir) {
    log(`Postgres runs as ${server.user?.name}, who cannot reach ${dataDir}: its data lies in ${server.home}`)
  }
  const adopted = await adoptRunning(server, known, log)
  const record = adopted ?? (await prepareCluster(server, dataDir, known, options, log))
  const running = adopted
    ? await adoptedServer(server)
    : await launchServer(server, {
        port: record.port,
        settings: options.settings ?? serverSettings({ platform: process.platform, totalMemoryBytes: totalmem() }),
        logFile: options.logFile ?? join(dataDir, 'logs', 'postgres.log'),
      })
  await writeFile(ownerPath(server), String(process.pid))
  const url = databaseUrl(record, 'tidemark')
  await ensureDatabase(url)
  const stop = async () => {
    if ((await ownerOf(server)) === process.pid) await stopPostmaster(running.pid)
  }
  return { url, pid: running.pid, port: record.port, dataDir, home: server.home, exited: running.exited, stop }
}

/**
 * Opens the embedded server of `dataDir` for a command that runs beside `npm start`: shares the server while
 * its owner lives, else starts it and stops it again at the end.
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<Pick<EmbeddedPostgres, 'url' | 'stop'>> {
  const url = await sharedUrl(options.dataDir)
  return url === undefined ? startEmbeddedPostgres(options) : { url, stop: async () => undefined }
}

async function sharedUrl(folder: string): Promise<string | undefined> {
  const dataDir = await realpath(folder).catch(() => undefined)
  const record = dataDir === undefined ? undefined : await readRecord(dataDir)
  if (!record) return undefined
  const running = await findRunning(dataFolder(record.home))
  const owner = await ownerOf(record)
  if (!running?.ready || owner === undefined || !(await isAlive(owner))) return undefined
  return databaseUrl({ ...record, port: running.port }, 'tidemark')
}

async function adoptRunning(
  server: ServerHome,
  record: ServerRecord | undefined,
  log: (line: string) => void,
): Promise<ServerRecord | undefined> {
  const pgdata = dataFolder(server.home)
  const running = await findRunning(pgdata)
  if (!running) return undefined
  const ready = record && (await waitUntil(async () => (await findRunning(pgdata))?.ready !== false, ADOPT_DEADLINE_MS))
  const current = ready ? await findRunning(pgdata) : undefined
  if (record && current) {
    log(`Postgres of an earlier run is still up (pid ${current.pid}): using it`)
    return { ...record, port: current.port }
  }
  await stopPostmaster(running.pid)
  return undefined
}

async function prepareCluster(
  server: ServerHome,
  dataDir: string,
  known: ServerRecord | undefined,
  options: EmbeddedOptions,
  log: (line: string) => void,
): Promise<ServerRecord> {
  if (!known) {
    const aside = await setAsideCluster(server.home)
    if (aside) log(`A database without its password was found and set aside in ${aside}`)
  }
  const record = known ?? newRecord(dataDir, server.home)
  const port = options.port ?? (await nextFreePort(record.port))
  const kept = { ...record, home: server.home, port }
  await writeRecord(kept)
  await ensureCluster(server, kept.password)
  await clearStrangersPid(dataFolder(server.home))
  return kept
}

async function adoptedServer(server: ServerHome): Promise<{ pid: number; exited: Promise<void> }> {
  const running = await findRunning(dataFolder(server.home))
  if (!running) throw new Error('the running Postgres went away while it was taken over: start again')
  const exited = new Promise<void>((resolve) => {
    const watch = setInterval(async () => {
      if (await isAlive(running.pid)) return
      clearInterval(watch)
      resolve()
    }, WATCH_MS)
  })
  return { pid: running.pid, exited }
}

function ownerPath({ home }: { home: string }): string {
  return join(home, 'owner.pid')
}

async function ownerOf(server: { home: string }): Promise<number | undefined> {
  const pid = Number(await readFile(ownerPath(server), 'utf8').catch(() => ''))
  return pid > 0 ? pid : undefined
}
