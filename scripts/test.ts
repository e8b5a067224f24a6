/**
 * `npm test`: types, lint, layer rules, then every test. With arguments only the tests they select run
 * (`npm test -- sketch`). The last line is `N passed, N failed`, each check counting as one.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hasRedis } from '../packages/testkit/src/redis.ts'
import { ensureDatabaseClient, ensureWebBuild } from './house/builds.ts'
import { ROOT } from './house/root.ts'
import { addCounts, type Counts, countReport, summaryLine } from './house/test-counts.ts'

type Check = { readonly name: string; run(): Promise<unknown> }

/** Settings of the person's own installation must not reach a test. */
const PRIVATE =
  /^(DATABASE_URL|REDIS_URL|PORT|HOST|PUBLIC_URL|LOG_LEVEL|NODE_ENV|OUTBOUND_ALLOW|PROMETHEUS_TARGETS|METRICS_TOKEN|VL_.*|TIDEMARK_.*)$/
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !PRIVATE.test(name))),
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  // What Node has compiled once it loads again in half the time, and tests start many processes.
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compile'),
}

const BUILDS: Check[] = [
  { name: 'database client', run: () => ensureDatabaseClient() },
  { name: 'web build', run: () => ensureWebBuild(() => undefined) },
]
const CHECKS: Check[] = [
  { name: 'types', run: () => tool('.', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']) },
  {
    name: 'lint',
    run: () => tool('.', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  },
  { name: 'layers', run: () => tool('.', 'scripts/check-layers.ts', []) },
  { name: 'dead code', run: () => tool('.', 'node_modules/knip/bin/knip.js', []) },
  { name: 'catalog pages', run: () => tool('.', 'scripts/catalog.ts', ['--check']) },
  { name: 'coverage of requirements', run: () => tool('.', 'scripts/coverage.ts', ['--check']) },
]
const WEB_CHECKS: Check[] = [{ name: 'web types', run: checkWebTypes }]

async function checkWebTypes(): Promise<void> {
  await tool('apps/web', 'node_modules/@sveltejs/kit/svelte-kit.js', ['sync'])
  await tool('apps/web', 'node_modules/svelte-check/bin/svelte-check', ['--tsconfig', './tsconfig.json'])
}

/** Runs a tool of the clone on this Node; throws what it said when it fails. */
function tool(folder: string, script: string, args: readonly string[]): Promise<void> {
  const cwd = join(ROOT, folder)
  const child = spawn(process.execPath, [join(cwd, script), ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(output.trim()))))
  })
}

async function runChecks(checks: readonly Check[]): Promise<Counts> {
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, run } of checks) {
    const began = performance.now()
    const failure = await run().then(
      () => undefined,
      (error: Error) => error,
    )
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    console.log(`${failure ? 'FAILED' : 'passed'}  ${name}  (${seconds} s)`)
    if (failure) console.log(`${failure.message}\n`)
    counts = addCounts(counts, { passed: failure ? 0 : 1, failed: failure ? 1 : 0, skipped: 0 })
  }
  return counts
}

async function runTests(filters: readonly string[]): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-report-'))
  const report = join(folder, 'report.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('exit', resolve)
  })
  const text = await readFile(report, 'utf8').catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
  return countReport(text === undefined ? undefined : JSON.parse(text), code)
}

const filters = process.argv.slice(2)
const everything = filters.length === 0
const built = await runChecks(everything ? BUILDS : BUILDS.slice(0, 1))
const checked = everything ? await Promise.all([runChecks(CHECKS), runChecks(WEB_CHECKS)]) : []
const tested = await runTests(filters)
if (!hasRedis()) {
  console.log('\n!! REDIS IS NOT TESTED: no redis-server found. Install it: apt-get install redis-server\n')
}
const total = [...checked, tested].reduce(addCounts, built)
console.log(summaryLine(total))
process.exitCode = total.failed > 0 ? 1 : 0
