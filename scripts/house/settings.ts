import { randomBytes } from 'node:crypto'
import { access, constants, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import { ROOT } from './root.ts'
import { StartError } from './start-error.ts'

/** Everything the house decides before the first process starts. */
export type HouseSettings = {
  readonly dataDir: string
  readonly host: string
  readonly port: number
  /** Set when the person brings a database; without it the embedded one runs. */
  readonly databaseUrl: string | undefined
  /** Signs sessions and makes pseudonyms: losing it orphans both, so it is kept with the data. */
  readonly secret: string
  /** Encrypts the secrets of channels: losing it makes them unreadable, so it is kept beside the other. */
  readonly masterKey: string
}

/** Reads `.env` and the environment, makes the data folder and the secret in it. Throws StartError. */
export async function readSettings(): Promise<HouseSettings> {
  loadDotEnv()
  const dataDir = resolve(ROOT, process.env.TIDEMARK_DATA_DIR || '.tidemark')
  await ensureWritable(dataDir)
  const kept = await keptSecrets(dataDir)
  return {
    dataDir,
    host: process.env.HOST || '127.0.0.1',
    port: readPort(process.env.PORT || '3000'),
    databaseUrl: process.env.DATABASE_URL || undefined,
    secret: process.env.TIDEMARK_SECRET || kept.secret,
    masterKey: process.env.TIDEMARK_MASTER_KEY || process.env.VL_MASTER_KEY || kept.masterKey,
  }
}

/** The environment that api, worker and commands read through packages/platform. */
export function childEnvironment(settings: HouseSettings, databaseUrl: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: databaseUrl,
    TIDEMARK_SECRET: settings.secret,
    TIDEMARK_MASTER_KEY: settings.masterKey,
    TIDEMARK_DATA_DIR: settings.dataDir,
    HOST: settings.host,
    PORT: String(settings.port),
    // What Node has compiled once it loads again in half the time: a restarted process is back sooner.
    NODE_COMPILE_CACHE: join(settings.dataDir, 'compile-cache'),
  }
}

function loadDotEnv(): void {
  try {
    loadEnvFile(join(ROOT, '.env'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new StartError(`.env cannot be read: ${error}`)
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new StartError(`PORT=${text} is not a port: use a number between 0 and 65535, for example PORT=3001 npm start`)
}

async function ensureWritable(dataDir: string): Promise<void> {
  try {
    await mkdir(join(dataDir, 'logs'), { recursive: true })
    await access(dataDir, constants.W_OK)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
    throw new StartError(
      `The data folder ${dataDir} is not writable (${reason}): change its owner, or choose another one: TIDEMARK_DATA_DIR=/path npm start`,
      { cause },
    )
  }
}

type Secrets = { readonly secret: string; readonly masterKey: string }

const makeSecret = () => randomBytes(32).toString('hex')

/** The secrets in the data folder. What a folder of an older version lacks is made and added. */
async function keptSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw new StartError(`${path} cannot be read (${error.code}): start as the account that made it`, { cause: error })
  })
  const kept = JSON.parse(text) as Partial<Secrets>
  const secrets = { secret: kept.secret ?? makeSecret(), masterKey: kept.masterKey ?? makeSecret() }
  if (kept.secret !== undefined && kept.masterKey !== undefined) return secrets
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, path)
  return secrets
}
