import { setTimeout as pause } from 'node:timers/promises'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@tidemark/db/embedded/start-postgres'
import { lastLines, logFile } from './log-files.ts'
import { nextRestart } from './restarts.ts'
import type { HouseSettings } from './settings.ts'
import { StartError } from './start-error.ts'

/** The database the house runs on; `gaveUp` rejects when an embedded one cannot be kept alive. */
export type HouseDatabase = { readonly url: string; readonly gaveUp: Promise<never>; stop(): Promise<void> }

/**
 * The database of DATABASE_URL, or the embedded one, which is started again on the same port when it dies.
 * `report` hears what a person should know.
 */
export async function openDatabase(settings: HouseSettings, report: (line: string) => void): Promise<HouseDatabase> {
  const gaveUp = Promise.withResolvers<never>()
  gaveUp.promise.catch(() => undefined)
  if (settings.databaseUrl !== undefined) {
    return { url: settings.databaseUrl, gaveUp: gaveUp.promise, stop: async () => undefined }
  }
  const file = logFile(settings.dataDir, 'postgres')
  const start = (log: (line: string) => void) =>
    startEmbeddedPostgres({ dataDir: settings.dataDir, logFile: file, log })
  const state = { stopping: false, server: await start(report) }

  const keepAlive = async (): Promise<void> => {
    let crashes: number[] = []
    for (;;) {
      await state.server.exited
      if (state.stopping) return
      const restart = nextRestart(crashes, performance.now())
      if (restart === 'give up') {
        const words = await lastLines(file, 20)
        throw new StartError(`Postgres crashed again and again. Last lines of ${file}:\n${words}`)
      }
      crashes = restart.crashes
      report('Postgres stopped; starting it again')
      await pause(restart.delayMs)
      if (!state.stopping) state.server = await restartSamePort(settings, state.server, file)
    }
  }
  keepAlive().catch(gaveUp.reject)
  const stop = async () => {
    state.stopping = true
    await state.server.stop()
  }
  return { url: state.server.url, gaveUp: gaveUp.promise, stop }
}

/** The processes hold the old address, so the port may not change. */
function restartSamePort(settings: HouseSettings, server: EmbeddedPostgres, file: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir: settings.dataDir, port: server.port, logFile: file })
}
