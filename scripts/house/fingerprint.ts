import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

const NOT_SOURCE = new Set(['node_modules', 'build', '.svelte-kit', 'generated'])

/** Hash over names and contents of files and folders: equal means nothing that a build reads has changed. */
export async function fingerprint(root: string, sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of (await listFiles(join(root, source))).sort()) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(await readFile(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}

async function listFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return []
  if (!found.isDirectory()) return [path]
  const names = (await readdir(path)).filter((name) => !NOT_SOURCE.has(name))
  return (await Promise.all(names.map((name) => listFiles(join(path, name))))).flat()
}
