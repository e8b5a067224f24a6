import { copyFile, readFile, rename, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'

const MAX_BYTES = 20 * 1024 * 1024
const CHECK_EVERY_MS = 30_000
const KEPT = 3

/** Path of one process's log. */
export function logFile(dataDir: string, name: string): string {
  return join(dataDir, 'logs', `${name}.log`)
}

/** Starts every log anew and keeps the last three: `api.log.1` is the run before. */
export async function rotateLogs(dataDir: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const file = logFile(dataDir, name)
    for (let age = KEPT - 1; age >= 0; age -= 1) {
      const from = age === 0 ? file : `${file}.${age}`
      await rename(from, `${file}.${age + 1}`).catch(() => undefined)
    }
  }
}

/**
 * Keeps growing logs below 20 MB each. The files are open for appending in other processes, so a full one is
 * copied to `.1` and cut to nothing rather than moved.
 */
export function boundLogs(dataDir: string, names: readonly string[]): () => void {
  const timer = setInterval(async () => {
    for (const file of names.map((name) => logFile(dataDir, name))) {
      const size = await stat(file).then(
        (found) => found.size,
        () => 0,
      )
      if (size < MAX_BYTES) continue
      await copyFile(file, `${file}.1`)
      await truncate(file)
    }
  }, CHECK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** The last lines of a log, for the person who has to find out why. */
export async function lastLines(file: string, count: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
