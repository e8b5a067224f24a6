import { readdir, readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** What a running server writes into `postmaster.pid`. `ready` means that it accepts connections. */
export type Postmaster = { readonly pid: number; readonly port: number; readonly ready: boolean }

const POLL_MS = 20

/** Reads `postmaster.pid`; undefined when there is none or it is half written. */
export async function readPostmaster(pgdata: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(pgdata, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7] === 'ready' }
}

/** The postmaster of `pgdata` when it really runs: a pid file left by kill -9 may name a stranger by now. */
export async function findRunning(pgdata: string): Promise<Postmaster | undefined> {
  const postmaster = await readPostmaster(pgdata)
  if (!postmaster || !(await isAlive(postmaster.pid))) return undefined
  return (await worksIn(postmaster.pid, pgdata)) ? postmaster : undefined
}

/**
 * Removes a pid file whose pid now belongs to another program, which would block the start for ever.
 * A file naming a dead pid stays: Postgres needs it to recognise shared memory that is still in use.
 */
export async function clearStrangersPid(pgdata: string): Promise<void> {
  const postmaster = await readPostmaster(pgdata)
  if (!postmaster || !(await isAlive(postmaster.pid)) || (await worksIn(postmaster.pid, pgdata))) return
  await waitUntil(async () => (await processesIn(pgdata)).length === 0, 10_000)
  await rm(join(pgdata, 'postmaster.pid'), { force: true })
}

/** Whether the process exists and is more than a zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !/^\d+ \(.*\) [ZX]/s.test(stat)
}

/** Polls `condition` until it holds; answers false after `deadlineMs`. */
export async function waitUntil(condition: () => Promise<boolean>, deadlineMs: number): Promise<boolean> {
  const end = performance.now() + deadlineMs
  while (!(await condition())) {
    if (performance.now() > end) return false
    await pause(POLL_MS)
  }
  return true
}

/**
 * Stops a server: fast shutdown (sessions are cut, data is flushed), then immediate, then kill.
 * Each step has its deadline; data survives all three.
 */
export async function stopPostmaster(pid: number): Promise<void> {
  const steps = [
    { signal: 'SIGINT', deadlineMs: 30_000 },
    { signal: 'SIGQUIT', deadlineMs: 5_000 },
    { signal: 'SIGKILL', deadlineMs: 5_000 },
  ] as const
  for (const { signal, deadlineMs } of steps) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    if (await waitUntil(async () => !(await isAlive(pid)), deadlineMs)) return
  }
}

async function worksIn(pid: number, pgdata: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === pgdata
}

async function processesIn(pgdata: string): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid > 0)
  const here = await Promise.all(pids.map((pid) => worksIn(pid, pgdata)))
  return pids.filter((_, index) => here[index])
}
