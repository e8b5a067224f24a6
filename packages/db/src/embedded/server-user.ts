import { readFile } from 'node:fs/promises'
import { runProgram } from './run-program.ts'
import { ServerError } from './server-error.ts'

/** The system account the server runs as when the caller is root, whom Postgres refuses. */
export type ServerUser = { readonly name: string; readonly uid: number; readonly gid: number }

/**
 * The account for the server, or undefined when the caller is not root and may run it as itself.
 * Root uses the `postgres` account and makes it when missing; where no account can be made, `nobody` serves.
 */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const existing = await findUser('postgres')
  if (existing) return existing
  await runProgram('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ])
  const user = (await findUser('postgres')) ?? (await findUser('nobody'))
  if (user) return user
  throw new ServerError(
    'Postgres refuses to run as root and no other account exists',
    'run `useradd postgres`, or start as an ordinary user, or set DATABASE_URL',
  )
}

async function findUser(name: string): Promise<ServerUser | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([account]) => account === name)
  return fields ? { name, uid: Number(fields[2]), gid: Number(fields[3]) } : undefined
}

/** Whether `user` can walk to `folder` and list it; asked of the system, so ACLs and mounts count too. */
export async function canReach(user: ServerUser, folder: string): Promise<boolean> {
  const { code } = await runProgram('/bin/sh', ['-c', 'cd -- "$0" && ls . >/dev/null', folder], user)
  return code === 0
}
