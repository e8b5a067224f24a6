import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, chmod, constants, mkdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'

/** How to run one Chromium; `env` is its whole environment, without it the caller's is passed on. */
export type ChromiumBuild = { readonly executablePath: string; readonly env?: Record<string, string> }

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url))

/** The Chromium of the system, undefined when none is installed. */
export async function systemChromium(): Promise<ChromiumBuild | undefined> {
  for (const executablePath of SYSTEM_PATHS) {
    if (await isExecutable(executablePath)) return { executablePath }
  }
  return undefined
}

/** The Chromium that npm brought, unpacked into node_modules on first use with the libraries and fonts it needs. */
export async function bundledChromium(): Promise<ChromiumBuild> {
  const { archives, version } = locateArchives()
  const folder = join(CACHE, `chromium-${version}`)
  const executablePath = join(folder, 'chromium')
  if (!(await isExecutable(executablePath))) await unpack(archives, folder)
  return {
    executablePath,
    env: {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      FONTCONFIG_PATH: join(folder, 'fonts'),
      LD_LIBRARY_PATH: join(folder, 'lib'),
      TZ: 'UTC',
    },
  }
}

function locateArchives(): { archives: string; version: string } {
  const require = createRequire(import.meta.url)
  const root = dirname(dirname(require.resolve('@sparticuz/chromium')))
  const { version } = require(join(root, 'package.json')) as { version: string }
  return { archives: join(root, 'bin'), version }
}

/** Unpacks beside the target and moves it in when whole: a killed run or a parallel one does no harm. */
async function unpack(archives: string, folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`
  await mkdir(draft, { recursive: true })
  await Promise.all([
    inflate(join(archives, 'chromium.br'), join(draft, 'chromium')),
    untar(join(archives, 'fonts.tar.br'), join(draft, 'fonts')),
    untar(join(archives, 'swiftshader.tar.br'), draft),
    // The archive made for Amazon Linux holds libnss3 and its friends, which a plain Debian lacks.
    untar(join(archives, 'al2023.tar.br'), draft),
  ])
  await chmod(join(draft, 'chromium'), 0o755)
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }))
}

async function inflate(archive: string, target: string): Promise<void> {
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(target))
}

async function untar(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const tar = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] })
  const done = new Promise<void>((resolve, reject) => {
    tar.once('error', reject)
    tar.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`tar ended with ${code}: ${archive}`))))
  })
  await Promise.all([pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin), done])
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}
