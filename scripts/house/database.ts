import { type EmbeddedPostgres, startEmbeddedPostgres } from '@tidemark/db/embedded/start-postgres'
import { keepServer } from './keep-server.ts'
import { lastLines, logFile } from './log-files.ts'
import type { HouseSettings } from './settings.ts'
import { StartError } from './start-error.ts'

/** The database the house runs on; `gaveUp` rejects when an embedded one cannot be kept alive. */
export type HouseDatabase = { readonly url: string; readonly gaveUp: Promise<never>; stop(): Promise<void> }

/**
 * The database of DATABASE_URL, or the embedded one, which is started again on the same port when it dies.
 * `report` hears what a person should know.
 */
export async function openDatabase(settings: HouseSettings, report: (line: string) => void): Promise<HouseDatabase> {
  if (settings.databaseUrl !== undefined) {
    return { url: settings.databaseUrl, gaveUp: new Promise(() => undefined), stop: async () => undefined }
  }
  const file = logFile(settings.dataDir, 'postgres')
  const server = await startEmbeddedPostgres({ dataDir: settings.dataDir, logFile: file, log: report })
  const kept = keepServer(server, {
    restart: (dead) => {
      report('Postgres stopped; starting it again')
      return restartSamePort(settings, dead, file)
    },
    describeCrashes: async () => {
      const words = await lastLines(file, 20)
      return new StartError(`Postgres crashed again and again. Last lines of ${file}:\n${words}`)
    },
  })
  return { url: server.url, ...kept }
}

/** The processes hold the old address, so the port may not change. */
function restartSamePort(settings: HouseSettings, server: EmbeddedPostgres, file: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir: settings.dataDir, port: server.port, logFile: file })
}
