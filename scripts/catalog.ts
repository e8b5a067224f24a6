/**
 * `npm run catalog`: writes docs/catalog, a page of facts per pack, and the released form of every event type. With --check
 * it writes nothing and complains when a page is behind or an event type changed without the version that says so.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildCatalog, catalogView } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { type ReleasedEvents, releaseEvents, versionProblems } from './catalog/event-changes.ts'
import { packPage } from './catalog/pack-page.ts'
import { ROOT } from './house/root.ts'

const FOLDER = join(ROOT, 'docs/catalog')
const RELEASED = 'events.json'

const view = catalogView(buildCatalog(packs))
const released = releaseEvents(packs.flatMap((pack) => [...pack.events]))
const pages = new Map([
  ...packs.map((pack): [string, string] => [
    `${pack.name}.md`,
    packPage(
      pack,
      view.metrics.filter((metric) => metric.pack === pack.name),
    ),
  ]),
  [RELEASED, `${JSON.stringify(released, null, 2)}\n`],
])

const readPage = (name: string): Promise<string> => readFile(join(FOLDER, name), 'utf8').catch(() => '')
const before = JSON.parse((await readPage(RELEASED)) || '{}') as ReleasedEvents
const problems = versionProblems(before, released)
if (!process.argv.includes('--check')) {
  if (problems.length === 0) {
    await mkdir(FOLDER, { recursive: true })
    for (const [name, text] of pages) await writeFile(join(FOLDER, name), text)
    for (const name of await readdir(FOLDER)) if (!pages.has(name)) await rm(join(FOLDER, name))
  }
} else {
  for (const [name, text] of pages)
    if ((await readPage(name)) !== text) problems.push(`docs/catalog/${name} is behind: npm run catalog`)
}
for (const problem of problems) console.log(problem)
console.log(`${pages.size} pages, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
