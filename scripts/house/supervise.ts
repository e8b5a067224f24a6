import { type ChildProcess, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join, resolve as resolvePath } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { lastLines } from './log-files.ts'
import { nextRestart } from './restarts.ts'
import { ROOT } from './root.ts'
import { StartError } from './start-error.ts'

/** What a process says over IPC once it serves. */
export type ReadyMessage = {
  readonly kind: 'ready'
  readonly url?: string
  /** Only on the very first start: the administrator that was just created. */
  readonly firstLogin?: { readonly email: string; readonly password: string }
}

export type Program = {
  readonly name: string
  /** File, relative to the clone. */
  readonly entry: string
  readonly args: readonly string[]
  /** Flags of Node itself. */
  readonly nodeFlags: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
  readonly stopDeadlineMs: number
}

export type Supervised = {
  /** Settles with the first ready message; rejects with StartError when the program ends before. */
  readonly ready: Promise<ReadyMessage>
  /** Rejects with StartError when the program keeps crashing; pending otherwise. */
  readonly gaveUp: Promise<never>
  stop(): Promise<void>
}

const READY_DEADLINE_MS = 90_000
const EXIT_WITH_PARENT = pathToFileURL(join(ROOT, 'scripts/house/exit-with-parent.mjs')).href

/** Runs a program, starts it again when it crashes, and gives up when it crashes more than five times a minute. */
export function supervise(program: Program, report: (line: string) => void): Supervised {
  const ready = Promise.withResolvers<ReadyMessage>()
  const gaveUp = Promise.withResolvers<never>()
  // Both may fail before anyone waits for them.
  ready.promise.catch(() => undefined)
  gaveUp.promise.catch(() => undefined)
  const state = {
    stopping: false,
    child: undefined as ChildProcess | undefined,
    crashes: [] as number[],
    served: false,
  }

  const late = setTimeout(async () => {
    ready.reject(new StartError(await describe(program, `did not answer within ${READY_DEADLINE_MS / 1000} s`)))
  }, READY_DEADLINE_MS)

  const run = async (): Promise<void> => {
    while (!state.stopping) {
      const child = await launch(program)
      state.child = child
      child.on('message', (message) => {
        if (!isReady(message)) return
        clearTimeout(late)
        state.served = true
        ready.resolve(message)
      })
      const ending = await ended(child)
      if (state.stopping) return
      if (!state.served)
        return ready.reject(new StartError(await describe(program, `stopped (${ending}) before it was ready`)))
      const restart = nextRestart(state.crashes, performance.now())
      if (restart === 'give up') {
        return gaveUp.reject(new StartError(await describe(program, `crashed again and again (${ending})`)))
      }
      state.crashes = restart.crashes
      report(`${program.name} stopped (${ending}); starting it again`)
      await pause(restart.delayMs)
    }
  }
  run()
    .catch((error: unknown) => {
      ready.reject(error)
      gaveUp.reject(error)
    })
    .finally(() => clearTimeout(late))

  const stop = async () => {
    state.stopping = true
    clearTimeout(late)
    if (state.child) await end(state.child, program.stopDeadlineMs)
  }
  return { ready: ready.promise, gaveUp: gaveUp.promise, stop }
}

async function launch(program: Program): Promise<ChildProcess> {
  const log = await open(program.logFile, 'a')
  const child = spawn(
    process.execPath,
    ['--import', EXIT_WITH_PARENT, ...program.nodeFlags, resolvePath(ROOT, program.entry), ...program.args],
    // A process group of its own: Ctrl-C reaches it through us, once and in order.
    { cwd: ROOT, env: program.env, detached: true, stdio: ['ignore', log.fd, log.fd, 'ipc'], windowsHide: true },
  )
  await log.close()
  return child
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
}

async function end(child: ChildProcess, deadlineMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = ended(child)
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
  await exited
  clearTimeout(force)
}

async function describe(program: Program, what: string): Promise<string> {
  return `${program.name} ${what}. Last lines of ${program.logFile}:\n${await lastLines(program.logFile, 20)}`
}

function isReady(message: unknown): message is ReadyMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready'
}
