import { access, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fingerprint } from './fingerprint.ts'
import { ROOT } from './root.ts'
import { runTool, type Tool } from './run-tool.ts'

/** Something made from sources: fresh while its stamp equals the fingerprint of `sources` and `product` is there. */
type Build = {
  readonly tool: Omit<Tool, 'logFile'>
  readonly sources: readonly string[]
  readonly product: string
  readonly stamp: string
}

const CLIENT: Build = {
  tool: {
    purpose: 'Generating the database client',
    cwd: 'packages/db',
    script: 'node_modules/prisma/build/index.js',
    args: ['generate'],
    // The command line tool would fetch an engine that generating does not need.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  },
  sources: ['packages/db/prisma/schema', 'packages/db/prisma.config.ts', 'packages/db/package.json'],
  product: 'packages/db/src/generated',
  stamp: 'packages/db/src/generated/.stamp',
}

const WEB: Build = {
  tool: { purpose: 'Building the web app', cwd: 'apps/web', script: 'node_modules/vite/bin/vite.js', args: ['build'] },
  sources: [
    'apps/web/src',
    'apps/web/static',
    'apps/web/package.json',
    'apps/web/vite.config.ts',
    'apps/web/tsconfig.json',
    'packages/contracts/src',
    'pnpm-lock.yaml',
  ],
  product: 'apps/web/build/handler.js',
  stamp: 'apps/web/build/.stamp',
}

/** The web app as one request handler, built by `ensureWebBuild`. */
export const WEB_HANDLER = join(ROOT, WEB.product)

/** Generates the Prisma client when it is missing or the schema has changed. Throws StartError. */
export function ensureDatabaseClient(logFolder?: string): Promise<void> {
  return ensureBuild(CLIENT, logFolder)
}

/** Builds the web app when it is missing or its sources have changed. Throws StartError. */
export function ensureWebBuild(announce: (line: string) => void, logFolder?: string): Promise<void> {
  return ensureBuild(WEB, logFolder, () => announce('Building the web app (its sources changed, up to a minute) ...'))
}

async function ensureBuild(build: Build, logFolder = tmpdir(), announce?: () => void): Promise<void> {
  const wanted = await fingerprint(ROOT, build.sources)
  const stamp = join(ROOT, build.stamp)
  const product = join(ROOT, build.product)
  const made = await readFile(stamp, 'utf8').catch(() => '')
  if (made === wanted && (await exists(product))) return
  announce?.()
  await rm(stamp, { force: true })
  await runTool({ ...build.tool, logFile: join(logFolder, `build-${build.tool.cwd.replace('/', '-')}.log`) })
  await writeFile(stamp, wanted)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
