/** `npm run layers`: checks who imports whom; prints `file:line rule` for each breach and exits 1 when there is one. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './house/root.ts'
import { findCycles } from './layers/cycles.ts'
import { findOffences } from './layers/offences.ts'
import { parseSource, type SourceFile } from './layers/source-file.ts'

/** Files that git knows or would add: what is ignored is generated or installed. */
async function listSources(): Promise<string[]> {
  const folders = ['packages', 'apps', 'scripts', 'bench', 'chaos', 'e2e']
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...folders]
  const { stdout } = await promisify(execFile)('git', args, { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 })
  return [...new Set(stdout.split('\n'))]
    .filter((path) => /\.(ts|mjs|svelte)$/.test(path) && !path.endsWith('.d.ts'))
    .sort()
}

async function readSource(path: string): Promise<SourceFile[]> {
  // A file may be deleted and not committed yet.
  const text = await readFile(join(ROOT, path), 'utf8').catch(() => undefined)
  return text === undefined ? [] : [parseSource(path, text)]
}

const files = (await Promise.all((await listSources()).map(readSource))).flat()
const offences = [...findOffences(files), ...findCycles(files)]
for (const { path, line, rule } of offences) console.log(`${path}:${line} ${rule}`)
console.log(`${files.length} files, ${offences.length} breaches of the layer rules`)
process.exitCode = offences.length > 0 ? 1 : 0
