/** `npm run new -- pack NAME`: writes a pack that works, one file in packages/packs/src/NAME, and registers it. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packs } from '@tidemark/packs'
import { ROOT } from './house/root.ts'
import { namePack, packNameProblem } from './new/pack-names.ts'
import { packTemplate } from './new/pack-template.ts'
import { registerPack } from './new/register-pack.ts'

const PACKS = 'packages/packs/src'
const NEXT = (name: string) => `
It is the whole pack: put your own events in the place of its task.

Prove its references, its made-up world and its rules:
  npm test -- packages/metrics/src/packs.db.test.ts -t ${name}
Write its page, docs/catalog/${name}.md:
  npm run catalog
Hold its numbers against DuckDB:
  npm run check -- answers --pack ${name}`

async function newPack(name: string | undefined): Promise<void> {
  const problem = packNameProblem(name, {
    packs: packs.map((pack) => pack.name),
    folders: await readdir(join(ROOT, PACKS)),
    events: packs.flatMap((pack) => pack.events.map(({ type }) => type)),
  })
  if (problem !== null || name === undefined) throw new Error(problem ?? '')
  const names = namePack(name)
  const index = join(ROOT, PACKS, 'index.ts')
  const registered = registerPack(await readFile(index, 'utf8'), names)
  await mkdir(join(ROOT, PACKS, name))
  await writeFile(join(ROOT, PACKS, name, 'index.ts'), packTemplate(names))
  await writeFile(index, registered)
  console.log(`wrote ${PACKS}/${name}/index.ts, registered it in ${PACKS}/index.ts\n${NEXT(name)}`)
}

const [what, name] = process.argv.slice(2)
try {
  if (what !== 'pack') throw new Error('Usage: npm run new -- pack NAME')
  await newPack(name)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
