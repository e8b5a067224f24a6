import { setTimeout as pause } from 'node:timers/promises'
import { nextRestart } from './restarts.ts'

export interface Server {
  /** resolves when it has ended, whoever ended it */
  readonly exited: Promise<unknown>
  stop(): Promise<void>
}

export interface KeepOptions<S extends Server> {
  /** starts another one where `dead` was */
  restart(dead: S): Promise<S>
  /** what to tell of a server that crashes again and again */
  describeCrashes(): Promise<Error>
}

export interface KeptServer {
  /** rejects when it cannot be kept alive */
  readonly gaveUp: Promise<never>
  /** Ends it for good, also one that is being started again. */
  stop(): Promise<void>
}

/** Starts a server again whenever it ends, until it is stopped. */
export function keepServer<S extends Server>(first: S, { restart, describeCrashes }: KeepOptions<S>): KeptServer {
  const gaveUp = Promise.withResolvers<never>()
  gaveUp.promise.catch(() => undefined)
  const stopRequest = Promise.withResolvers<void>()
  let stopping = false
  let server = first

  const keep = async (): Promise<void> => {
    let crashes: number[] = []
    while (!stopping) {
      await server.exited
      if (stopping) return
      const next = nextRestart(crashes, performance.now())
      if (next === 'give up') throw await describeCrashes()
      crashes = next.crashes
      await Promise.race([pause(next.delayMs), stopRequest.promise])
      if (!stopping) server = await restart(server)
    }
  }
  const kept = keep().catch(gaveUp.reject)
  return {
    gaveUp: gaveUp.promise,
    async stop() {
      stopping = true
      stopRequest.resolve()
      const known = server
      await known.stop()
      await kept
      // A signal to all processes at once ends the server first and reaches us while it starts again.
      if (server !== known) await server.stop()
    },
  }
}
