import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartError } from './start-error.ts'

/**
 * Makes sure that one `npm start` at a time uses the data folder; answers how to let go.
 * A lock whose process is gone, or whose pid is somebody else's by now, is taken over. Throws StartError.
 */
export async function takeLock(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'start.lock')
  const claim = () => writeFile(path, String(process.pid), { flag: 'wx' })
  try {
    await claim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const holder = Number(await readFile(path, 'utf8').catch(() => ''))
    if (await isServing(holder)) {
      throw new StartError(
        `Tidemark already runs in ${dataDir} (process ${holder}): stop it first, or start with another TIDEMARK_DATA_DIR and PORT.`,
      )
    }
    await rm(path, { force: true })
    await claim()
  }
  return () => rm(path, { force: true })
}

async function isServing(pid: number): Promise<boolean> {
  if (!(pid > 0) || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  return command === undefined || command.includes('serve.ts')
}
