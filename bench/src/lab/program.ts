import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

/** The clone. */
export const ROOT = join(import.meta.dirname, '../../..')

const READY_DEADLINE_MS = 60_000
const RESTART_DELAY_MS = 100
const STOP_DEADLINE_MS = 20_000
/** What Node has compiled once it loads again in half the time, as in an installation. */
const NODE_COMPILE_CACHE = join(ROOT, 'node_modules/.cache/compile')
/** Children end when this process is killed, instead of living on unseen. */
const EXIT_WITH_PARENT = pathToFileURL(join(ROOT, 'scripts/house/exit-with-parent.mjs')).href

export type ProgramOptions = {
  readonly name: string
  /** file, relative to the clone */
  readonly entry: string
  /** the whole environment: nothing is inherited */
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
}

/** A process that is started again whenever it ends, until it is stopped. */
export type Program = {
  readonly name: string
  /** pid of the present incarnation */
  readonly pid: number
  /** how it ended so far, once per end: `SIGKILL`, `exit code 1` */
  readonly ends: readonly string[]
  /** Settles when the present incarnation serves. Rejects with its last words when it does not in time. */
  ready(): Promise<void>
  /** Sends a message to the present incarnation. */
  tell(message: object): void
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>
  /** SIGTERM, then SIGKILL after 20 s; not started again. */
  stop(): Promise<void>
}

type Incarnation = { child: ChildProcess; ready: Promise<void>; exited: Promise<string> }

/** Starts a program of the clone under a supervisor. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const ends: string[] = []
  let stopping = false
  let current = await launch(options)

  const keepAlive = async () => {
    for (;;) {
      ends.push(await current.exited)
      if (stopping) return
      await pause(RESTART_DELAY_MS)
      if (stopping) return
      current = await launch(options)
    }
  }
  const over = keepAlive()

  return {
    name: options.name,
    get pid() {
      return current.child.pid as number
    },
    ends,
    async ready() {
      // An incarnation that was killed before it served is no answer: wait for the next one.
      for (const deadline = performance.now() + READY_DEADLINE_MS; ; await pause(20)) {
        const { child, ready, exited } = current
        const left = deadline - performance.now()
        const state = await Promise.race([
          ready.then(() => 'ready'),
          exited,
          pause(Math.max(0, left), 'late', { ref: false }),
        ])
        if (state === 'ready' && child.exitCode === null && child.signalCode === null) return
        if (state === 'late') throw new Error(`${options.name} is not ready:\n${await lastLines(options.logFile)}`)
      }
    },
    tell: (message) => void current.child.send(message),
    async kill() {
      const { child, exited } = current
      child.kill('SIGKILL')
      await exited
    },
    async stop() {
      stopping = true
      const { child, exited } = current
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS)
      await exited
      clearTimeout(force)
      await over
    },
  }
}

async function launch({ entry, env, logFile }: ProgramOptions): Promise<Incarnation> {
  const log = await open(logFile, 'a')
  const child = spawn(process.execPath, ['--import', EXIT_WITH_PARENT, join(ROOT, entry)], {
    cwd: ROOT,
    env: { NODE_COMPILE_CACHE, ...env },
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  })
  await log.close()
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready') resolve()
    })
  })
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  return { child, ready, exited }
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-20).join('\n')
}
