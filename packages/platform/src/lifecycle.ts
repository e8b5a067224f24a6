import type { Logger } from './logger.ts'

type Close = () => unknown

export type CloseOptions = {
  /** Milliseconds this step may take before the next one starts anyway. Default 10,000. */
  deadlineMs?: number
}

export type Lifecycle = {
  /** Registers a step of the shutdown. Steps run one by one, last registered first. Returns a function that takes it back. */
  onClose(name: string, close: Close, options?: CloseOptions): () => void
  /** Runs every step once and exits with `code`; later calls join the first. Resolves only where `exit` returns. */
  shutdown(reason: string, code: number): Promise<void>
  /** True from the first shutdown on: stop taking new work. */
  readonly closing: boolean
}

export type LifecycleOptions = {
  log: Pick<Logger, 'info' | 'warn' | 'error' | 'fatal'>
  /** Where signals and fatal errors come from; the process itself unless a test says otherwise. */
  source?: Pick<NodeJS.Process, 'on'>
  exit?: (code: number) => void
}

type Step = { name: string; close: Close; deadlineMs: number }

async function runStep(step: Step, log: LifecycleOptions['log']): Promise<boolean> {
  const late = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => late.resolve('late'), step.deadlineMs)
  try {
    const ended = await Promise.race([Promise.resolve().then(step.close), late.promise])
    if (ended !== 'late') return true
    log.warn({ step: step.name, deadlineMs: step.deadlineMs }, 'shutdown step missed its deadline')
  } catch (error) {
    log.error({ err: error, step: step.name }, 'shutdown step failed')
  } finally {
    clearTimeout(timer)
  }
  return false
}

/**
 * Ends a process in order. SIGTERM and SIGINT run the steps and exit 0; a second signal exits at once. An unhandled
 * rejection or uncaught exception is logged, drained and exits 1.
 */
export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { log, source = process, exit = (code) => process.exit(code) } = options
  const steps: Step[] = []
  let running: Promise<void> | undefined

  async function drain(reason: string, code: number): Promise<void> {
    log.info({ reason }, 'shutting down')
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) await runStep(step, log)
    log.info({ reason, code }, 'shutdown complete')
    exit(code)
  }

  const lifecycle: Lifecycle = {
    onClose(name, close, { deadlineMs = 10_000 } = {}) {
      const step = { name, close, deadlineMs }
      steps.push(step)
      return () => {
        const index = steps.indexOf(step)
        if (index !== -1) steps.splice(index, 1)
      }
    },
    shutdown(reason, code) {
      running ??= drain(reason, code)
      return running
    },
    get closing() {
      return running !== undefined
    },
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    source.on(signal, () => {
      if (running !== undefined) return exit(signal === 'SIGINT' ? 130 : 143)
      void lifecycle.shutdown(signal, 0)
    })
  }
  const die = (kind: string) => (error: unknown) => {
    log.fatal({ err: error }, kind)
    void lifecycle.shutdown(kind, 1)
  }
  source.on('unhandledRejection', die('unhandled rejection'))
  source.on('uncaughtException', die('uncaught exception'))
  return lifecycle
}

/** Sends a message to the process that forked this one. False when there is none or its channel is gone. */
export function notifyParent(message: Record<string, unknown>): boolean {
  if (process.send === undefined || !process.connected) return false
  return process.send(message)
}
