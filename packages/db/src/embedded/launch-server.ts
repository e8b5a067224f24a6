import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServerHome } from './choose-home.ts'
import { dataFolder } from './data-folder.ts'
import { binaryPath } from './locate-binaries.ts'
import { readPostmaster, waitUntil } from './postmaster.ts'
import { identity } from './run-program.ts'
import { ServerError } from './server-error.ts'
import { type ServerSettings, settingArguments } from './server-settings.ts'

export type LaunchOptions = { readonly port: number; readonly settings: ServerSettings; readonly logFile: string }

/** A server process that accepts connections; `exited` settles when it is gone. */
export type LaunchedServer = { readonly pid: number; readonly exited: Promise<void> }

/** Long enough to replay 4 GB of write-ahead log after a crash. */
const READY_DEADLINE_MS = 180_000
const MEMORY_RETRIES = 50

/** Starts the server process and waits until it accepts connections. Throws ServerError with its last words. */
export async function launchServer(server: ServerHome, options: LaunchOptions): Promise<LaunchedServer> {
  await mkdir(dirname(options.logFile), { recursive: true })
  for (let attempt = 0; ; attempt += 1) {
    const child = await spawnServer(server, options)
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    if (await becomesReady(child, dataFolder(server.home))) return { pid: child.pid as number, exited }
    child.kill('SIGKILL')
    const words = await lastLines(options.logFile, 12)
    // Backends of a killed server hold its memory for some milliseconds more.
    if (attempt < MEMORY_RETRIES && words.includes('pre-existing shared memory')) {
      await pause(100)
      continue
    }
    throw new ServerError(
      `Postgres did not start on port ${options.port}:\n${words}`,
      'mend the cause above and start again',
    )
  }
}

async function spawnServer(server: ServerHome, options: LaunchOptions): Promise<ChildProcess> {
  const log = await open(options.logFile, 'a')
  const child = spawn(
    binaryPath(server.binaries, 'postgres'),
    ['-D', dataFolder(server.home), '-p', String(options.port), ...settingArguments(options.settings)],
    // A session of its own: Ctrl-C in the terminal must reach the database last, through us.
    {
      ...identity(server.user),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
      cwd: server.home,
    },
  )
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (cause) =>
      reject(new ServerError(`Postgres cannot run: ${cause.message}`, 'run npm run doctor')),
    )
  }).finally(() => log.close())
  return child
}

async function becomesReady(child: ChildProcess, pgdata: string): Promise<boolean> {
  const isReady = async () => {
    const postmaster = await readPostmaster(pgdata)
    return postmaster?.pid === child.pid && postmaster?.ready === true
  }
  const gone = () => child.exitCode !== null || child.signalCode !== null
  await waitUntil(async () => gone() || (await isReady()), READY_DEADLINE_MS)
  return !gone() && (await isReady())
}

async function lastLines(file: string, count: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
