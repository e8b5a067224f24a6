/**
 * `npm run coverage`: writes docs/coverage.md, which tests show which requirement. With --check it writes nothing and
 * complains when the page is behind. Exits 1 with one line per row without a test and per tag that cannot be right.
 */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Rows, reportCoverage } from './coverage/coverage-report.ts'
import { type ReadTests, readTaggedTests } from './coverage/tagged-tests.ts'
import { ROOT } from './house/root.ts'

const PAGE = join(ROOT, 'docs/coverage.md')

/** Test files that git knows or would add. */
async function listTestFiles(): Promise<string[]> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.test.ts']
  const { stdout } = await promisify(execFile)('git', args, { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 })
  return [...new Set(stdout.split('\n').filter((path) => path !== ''))].sort()
}

async function readTests(path: string): Promise<ReadTests> {
  // A file may be deleted and not committed yet.
  const text = await readFile(join(ROOT, path), 'utf8').catch(() => '')
  return readTaggedTests(path, text)
}

const rows: Rows = JSON.parse(await readFile(join(ROOT, 'docs/coverage.rows.json'), 'utf8'))
const read = await Promise.all((await listTestFiles()).map(readTests))
const report = reportCoverage(
  rows,
  read.flatMap(({ tests }) => tests),
)
const problems = [...read.flatMap((file) => file.problems), ...report.problems]
if (!process.argv.includes('--check')) await writeFile(PAGE, report.markdown)
else if ((await readFile(PAGE, 'utf8').catch(() => '')) !== report.markdown)
  problems.push('docs/coverage.md is behind: npm run coverage')
for (const problem of problems) console.log(problem)
console.log(`${rows.capabilities.flatMap((one) => one.rows).length} rows, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
