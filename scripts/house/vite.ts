import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { nextFreePort } from '@tidemark/db/embedded/free-port'
import { lastLines } from './log-files.ts'
import { ROOT } from './root.ts'
import { StartError } from './start-error.ts'

const POLL_MS = 100

/** Starts vite for the page, proxying to the api at `apiUrl`; answers the page's address. Throws StartError. */
export async function startVite(
  apiUrl: string,
  logFile: string,
  onStop: (close: () => unknown) => void,
): Promise<string> {
  const web = join(ROOT, 'apps/web')
  const port = await nextFreePort(5173)
  const log = await open(logFile, 'w')
  const child = spawn(
    process.execPath,
    [join(web, 'node_modules/vite/bin/vite.js'), 'dev', '--host', '127.0.0.1', '--port', String(port), '--strictPort'],
    {
      cwd: web,
      env: { ...process.env, TIDEMARK_API_URL: apiUrl },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    },
  )
  await log.close()
  onStop(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  })
  const address = `http://127.0.0.1:${port}`
  while (child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(address).catch(() => undefined)
    if (answer) return address
    await pause(POLL_MS)
  }
  throw new StartError(`vite stopped. Last lines of ${logFile}:\n${await lastLines(logFile, 20)}`)
}
