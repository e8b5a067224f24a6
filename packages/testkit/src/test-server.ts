import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { findRunning, isAlive, stopPostmaster } from '@tidemark/db/embedded/postmaster'
import { scratchSettings } from '@tidemark/db/embedded/server-settings'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@tidemark/db/embedded/start-postgres'

const FOLDER_PREFIX = 'tidemark-test-'

/** A throw-away server in a temporary folder; `stop` takes the folder with it. */
export type TestServer = Pick<EmbeddedPostgres, 'url' | 'pid' | 'port' | 'dataDir'> & { stop(): Promise<void> }

/**
 * Starts a Postgres whose data need not outlive the run: nothing is flushed.
 * `durable` keeps fsync and friends on, for tests that kill it and count.
 */
export async function startTestServer(options: { durable?: boolean } = {}): Promise<TestServer> {
  await sweepAbandoned()
  const dataDir = await mkdtemp(join(tmpdir(), FOLDER_PREFIX))
  // mkdtemp makes a 0700 folder, which the account of the server could not enter when we are root.
  await chmod(dataDir, 0o755)
  const machine = { platform: process.platform, totalMemoryBytes: totalmem() }
  const server = await startEmbeddedPostgres({
    dataDir,
    ...(options.durable ? {} : { settings: scratchSettings(machine) }),
  })
  const stop = async () => {
    await server.stop()
    for (const folder of new Set([server.home, dataDir])) await rm(folder, { recursive: true, force: true })
  }
  return { url: server.url, pid: server.pid, port: server.port, dataDir, stop }
}

/** Clears servers and folders of runs that were killed before they could. */
async function sweepAbandoned(): Promise<void> {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith(FOLDER_PREFIX))
  for (const folder of folders.map((name) => join(tmpdir(), name))) {
    const home = await readHome(folder)
    const owner = await readPid(join(home, 'owner.pid'))
    if (owner === undefined || (await isAlive(owner))) continue
    const postmaster = await findRunning(join(home, 'pgdata'))
    if (postmaster) await stopPostmaster(postmaster.pid)
    for (const abandoned of new Set([home, folder])) await rm(abandoned, { recursive: true, force: true })
  }
}

async function readHome(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'postgres.json'), 'utf8').catch(() => undefined)
  return text === undefined ? folder : (JSON.parse(text) as { home: string }).home
}

async function readPid(file: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
  return pid > 0 ? pid : undefined
}
