import { randomBytes, randomInt } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ServerError } from './server-error.ts'

const ServerRecord = z.object({
  /** Folder that holds `pgdata`, the owner mark and, when copied, the binaries. */
  home: z.string(),
  /** The data folder this record was written for: a copied clone must not open its original's server. */
  dataDir: z.string(),
  port: z.number().int(),
  password: z.string(),
})

/** What must be remembered between two starts; kept 0600 in `<dataDir>/postgres.json`. */
export type ServerRecord = z.infer<typeof ServerRecord>

/** Reads the record of a data folder; undefined when there is none, or it belongs to another folder. */
export async function readRecord(dataDir: string): Promise<ServerRecord | undefined> {
  const text = await readIfThere(recordPath(dataDir))
  if (text === undefined) return undefined
  const record = ServerRecord.parse(JSON.parse(text))
  if (record.dataDir === dataDir) return record
  // A moved clone takes its server along; a copied one starts its own.
  const originalStillThere = await readIfThere(recordPath(record.dataDir))
  if (originalStillThere !== undefined) return undefined
  const home = record.home === record.dataDir ? dataDir : record.home
  return { ...record, home, dataDir }
}

/** Writes the record so that a crash leaves either the old or the new one. */
export async function writeRecord(record: ServerRecord): Promise<void> {
  const path = recordPath(record.dataDir)
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, path)
}

/** A fresh record: random superuser password, a port outside the range systems hand out to clients. */
export function newRecord(dataDir: string, home: string): ServerRecord {
  return { dataDir, home, port: randomInt(15_432, 30_000), password: randomBytes(24).toString('base64url') }
}

/** Address of a database of the recorded server. */
export function databaseUrl(record: ServerRecord, database: string): string {
  return `postgresql://tidemark:${record.password}@127.0.0.1:${record.port}/${database}`
}

/** An unreadable record is no missing one: taking it for that would abandon the data it belongs to. */
async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new ServerError(
      `${path} cannot be read (${code})`,
      'start as the account that made it, or change its owner',
      {
        cause,
      },
    )
  }
}

function recordPath(dataDir: string): string {
  return join(dataDir, 'postgres.json')
}
