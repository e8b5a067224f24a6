import { chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { giveFolder, type ServerHome } from './choose-home.ts'
import { dataFolder } from './data-folder.ts'
import { binaryPath } from './locate-binaries.ts'
import { runProgram } from './run-program.ts'
import { ServerError } from './server-error.ts'

/**
 * Makes the cluster (UTF-8, no locale, scram passwords, superuser `tidemark`) unless it is there.
 * It is made beside its place and moved in when whole, so a kill in the middle leaves nothing to mend.
 * Throws ServerError when it exists but belongs to another major version.
 */
export async function ensureCluster(server: ServerHome, password: string): Promise<void> {
  const pgdata = dataFolder(server.home)
  const major = await clusterVersion(pgdata)
  if (major === undefined) return initialiseCluster(server, pgdata, password)
  const wanted = server.binaries.version.split('.')[0]
  if (major === wanted) return
  throw new ServerError(
    `${pgdata} was made by Postgres ${major}, this build is ${wanted}`,
    'dump it with the version that made it, or set TIDEMARK_DATA_DIR to a new folder',
  )
}

/**
 * Moves a cluster without a record out of the way: its password is lost with the data folder that held it.
 * Answers the folder it went to, or undefined when there was none.
 */
export async function setAsideCluster(home: string): Promise<string | undefined> {
  const pgdata = dataFolder(home)
  if ((await clusterVersion(pgdata)) === undefined) return undefined
  const taken = (await readdir(home)).filter((name) => name.startsWith('pgdata.old-')).length
  const aside = join(home, `pgdata.old-${taken + 1}`)
  await rename(pgdata, aside)
  return aside
}

async function clusterVersion(pgdata: string): Promise<string | undefined> {
  const text = await readFile(join(pgdata, 'PG_VERSION'), 'utf8').catch(() => undefined)
  return text?.trim()
}

async function initialiseCluster(server: ServerHome, pgdata: string, password: string): Promise<void> {
  const draft = `${pgdata}.new`
  await rm(draft, { recursive: true, force: true })
  await giveFolder(draft, server.user)
  // initdb wants an empty folder, so the password it reads lies beside it.
  const passwordFile = `${draft}.password`
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (server.user) await chown(passwordFile, server.user.uid, server.user.gid)
  const initdb = await runProgram(
    binaryPath(server.binaries, 'initdb'),
    [
      `--pgdata=${draft}`,
      '--username=tidemark',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      '--no-sync',
    ],
    server.user,
  )
  await rm(passwordFile, { force: true })
  if (initdb.code !== 0) {
    throw new ServerError(`initdb failed in ${draft}: ${initdb.output.trim()}`, 'mend the cause above and start again')
  }
  await rm(pgdata, { recursive: true, force: true })
  await rename(draft, pgdata)
}
