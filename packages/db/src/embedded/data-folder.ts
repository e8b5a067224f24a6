import { join } from 'node:path'

/** Folder of the server's files inside its home. */
export function dataFolder(home: string): string {
  return join(home, 'pgdata')
}
