import { createHash } from 'node:crypto'
import { chmod, chown, cp, lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dataFolder } from './data-folder.ts'
import { type Binaries, binaryPath, locateBinaries } from './locate-binaries.ts'
import { runProgram } from './run-program.ts'
import { ServerError } from './server-error.ts'
import { canReach, type ServerUser, serverUser } from './server-user.ts'

/** Where a server lives: `home` holds its data, `binaries` run it, `user` owns it (undefined: the caller). */
export type ServerHome = { readonly home: string; readonly binaries: Binaries; readonly user: ServerUser | undefined }

/**
 * Chooses where the server of `dataDir` lives. An ordinary user keeps everything in `dataDir`. As root the
 * server runs as another account; where that account cannot walk to the binaries or the data (a 0700 parent),
 * both go to a folder it can reach, named after the data folder.
 * `recordedHome` is the home of an earlier start and wins while it can be reached.
 */
export async function chooseHome(dataDir: string, recordedHome?: string): Promise<ServerHome> {
  const installed = await locateBinaries()
  const user = await serverUser()
  if (recordedHome) await assertOwner(dataFolder(recordedHome), user?.uid ?? process.getuid?.())
  if (!user) return { home: recordedHome ?? dataDir, binaries: installed, user }
  const home =
    recordedHome ?? ((await reaches(user, dataDir, installed)) ? dataDir : await makeOutsideHome(dataDir, user))
  if (home === dataDir && (await runs(user, installed))) return { home, binaries: installed, user }
  return { home, binaries: await copyBinaries(installed, home), user }
}

/** Creates `folder` for the server alone: owned by its account, mode 0700 as Postgres demands. */
export async function giveFolder(folder: string, user: ServerUser | undefined): Promise<void> {
  await mkdir(folder, { recursive: true })
  if (user) await chown(folder, user.uid, user.gid)
  await chmod(folder, 0o700)
}

async function assertOwner(pgdata: string, uid: number | undefined): Promise<void> {
  const found = await lstat(pgdata).catch(() => undefined)
  if (!found || uid === undefined || found.uid === uid) return
  throw new ServerError(
    `the database in ${pgdata} belongs to account ${found.uid}, not to ${uid}`,
    'start as the account that made it, or set TIDEMARK_DATA_DIR to a new folder',
  )
}

async function reaches(user: ServerUser, dataDir: string, installed: Binaries): Promise<boolean> {
  const probe = join(dataDir, 'pgdata.probe')
  await giveFolder(probe, user)
  const reachable = await canReach(user, probe)
  await rm(probe, { recursive: true, force: true })
  return reachable && (await runs(user, installed))
}

async function runs(user: ServerUser, binaries: Binaries): Promise<boolean> {
  return (await runProgram(binaryPath(binaries, 'postgres'), ['--version'], user)).code === 0
}

async function makeOutsideHome(dataDir: string, user: ServerUser): Promise<string> {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const candidates = [join('/var/lib/tidemark', name), join(tmpdir(), `tidemark-${name}`)]
  for (const candidate of candidates) {
    if ((await makeOwnFolder(candidate)) && (await canReach(user, candidate))) return candidate
  }
  throw new ServerError(
    `the account ${user.name} cannot reach ${dataDir}, nor ${candidates.join(' nor ')}`,
    'set TIDEMARK_DATA_DIR to a folder that every account may walk to, or set DATABASE_URL',
  )
}

/** Makes the folder, or accepts one we own: a stranger's folder in /tmp must not get our binaries. */
async function makeOwnFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 })
    const found = await lstat(folder)
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return false
    await chmod(folder, 0o755)
    return true
  } catch {
    return false
  }
}

async function copyBinaries(installed: Binaries, home: string): Promise<Binaries> {
  const folderName = `postgres-${installed.version}`
  const copied = { root: join(home, folderName), version: installed.version }
  const stamp = join(copied.root, '.complete')
  if (await exists(stamp)) return copied
  const draft = `${copied.root}.${process.pid}`
  await cp(installed.root, draft, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith('.a'),
  })
  await writeFile(join(draft, '.complete'), '')
  await rm(copied.root, { recursive: true, force: true })
  await rename(draft, copied.root)
  await dropOldBuilds(home, folderName)
  return copied
}

async function dropOldBuilds(home: string, current: string): Promise<void> {
  const old = (await readdir(home)).filter((name) => name.startsWith('postgres-') && name !== current)
  for (const name of old) await rm(join(home, name), { recursive: true, force: true })
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
