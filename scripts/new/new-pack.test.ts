import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { incidentIn, type PackSpec } from '@tidemark/contracts'
import { buildCatalog } from '@tidemark/metrics'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { ROOT } from '../house/root.ts'
import { namePack, packNameProblem } from './pack-names.ts'
import { packTemplate } from './pack-template.ts'
import { registerPack } from './register-pack.ts'

const PACKS = join(ROOT, 'packages/packs/src')
const LONGEST = 'a-name-of-forty-characters-which-is-long'
const INDEX = `import { commerce } from './commerce/index.ts'
import { tasks9Pack } from './tasks-9/index.ts'

export { order } from './commerce/events.ts'

/** Every vertical. */
export const packs = [
  tasks9Pack,
  commerce,
] as const
`

const taken = {
  packs: ['commerce', 'tasks-1'],
  folders: ['commerce', 'tasks-1', 'seeded'],
  events: ['order', 'job_run'],
}
test.each<[string | undefined, string | null]>([
  ['parcel-desk', null],
  ['class', null],
  [LONGEST, null],
  [undefined, 'needs a name'],
  ['Parcel', 'no name for a pack'],
  ['parcel_desk', 'no name for a pack'],
  ['-parcel', 'no name for a pack'],
  ['parcel--desk', 'no name for a pack'],
  ['../parcel', 'no name for a pack'],
  ['9-parcels', 'no name for a pack'],
  [`${LONGEST}x`, 'at most 40'],
  ['commerce', 'edit packages/packs/src/commerce'],
  ['seeded', 'take another name, or remove it'],
  ['tasks1', 'differs from another pack by a -'],
  ['job', 'job_run begins with job_'],
])('the name %s: %s', (name, problem) => {
  expect(packNameProblem(name, taken)).toEqual(problem === null ? null : expect.stringContaining(problem))
})

test('a name has one form per place', () => {
  const names = { name: 'parcel-desk-2', title: 'Parcel desk 2', prefix: 'parcel_desk_2_', variable: 'parcelDesk2Pack' }
  expect(namePack('parcel-desk-2')).toEqual(names)
})

const importsOf = (index: string) => [...index.matchAll(/'\.\/([\w-]+)\/index\.ts'/g)].map(([, name]) => name)

test.each([
  ['alpha', ['alpha', 'commerce', 'tasks-9']],
  ['commerce-b', ['commerce', 'commerce-b', 'tasks-9']],
  ['tasks-10', ['commerce', 'tasks-9', 'tasks-10']],
  ['zeta', ['commerce', 'tasks-9', 'zeta']],
])('%s is imported in order, listed last and registered once', (name, imports) => {
  const registered = registerPack(INDEX, namePack(name))
  expect(importsOf(registered)).toEqual(imports)
  expect(registered).toContain(`  commerce,\n  ${namePack(name).variable},\n] as const\n`)
  expect(registerPack(registered, namePack(name))).toBe(registered)
})

test('an index that looks otherwise is left alone, and the error says what to write', () => {
  expect(() => registerPack('export const packs = []', namePack('zeta'))).toThrow("import { zetaPack } from './zeta/")
})

/** What the compiler says of files that are nowhere on disk, in the places where they would be. */
function compile(files: ReadonlyMap<string, string>): string[][] {
  const config = ts.getParsedCommandLineOfConfigFile(join(ROOT, 'tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: () => undefined,
  })
  const options = { ...config?.options, noEmit: true, skipLibCheck: true }
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = (path) => files.get(path) ?? readFile(path)
  host.fileExists = (path) => files.has(path) || fileExists(path)
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files.keys()].map((path) => {
    const source = program.getSourceFile(path)
    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
  })
}

test('a new pack compiles, and no longer when it names what it does not declare', () => {
  const pack = packTemplate(namePack('parcel-desk'))
  const misspelt = pack.replace("metric: 'failure_rate'", "metric: 'failure_rat'")
  const [right, wrong] = compile(
    new Map([
      [join(PACKS, 'parcel-desk/index.ts'), pack],
      [join(PACKS, 'parcel-desk-2/index.ts'), misspelt],
    ]),
  )
  expect(right).toEqual([])
  expect(wrong).toEqual([expect.stringContaining('failure_rat')])
})

test.each(['parcel-desk', LONGEST, 'z'])('the pack %s is as the linter wants it, and so is the list', async (name) => {
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome')
  const check = (path: string, input: string) =>
    execFileSync(process.execPath, [biome, 'check', '--write', `--stdin-file-path=${path}`], {
      cwd: ROOT,
      input,
      encoding: 'utf8',
    })
  const pack = packTemplate(namePack(name))
  expect(check(`packages/packs/src/${name}/index.ts`, pack)).toBe(pack)
  const list = registerPack(await readFile(join(PACKS, 'index.ts'), 'utf8'), namePack(name))
  expect(check('packages/packs/src/index.ts', list)).toBe(list)
})

test('a new pack builds a catalog, and its world tells of more failures in the incident only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-new-'))
  const names = namePack('parcel-desk')
  const file = join(folder, 'pack.ts')
  const contracts = join(ROOT, 'packages/contracts/src/index.ts')
  const text = packTemplate(names).replaceAll('../seeded/', `${PACKS}/seeded/`)
  await writeFile(file, text.replace('@tidemark/contracts', contracts))
  const pack = ((await import(file)) as Record<string, PackSpec>)[names.variable]!
  await rm(folder, { recursive: true })
  expect([...buildCatalog([pack]).events.keys()]).toEqual(['parcel_desk_task'])

  const range = { from: Date.parse('2026-03-10T00:00:00Z'), to: Date.parse('2026-03-11T00:00:00Z') }
  const incident = incidentIn(pack.generator!, range)
  const events = [...pack.generator!.generate({ ...range, seed: 'a', incidents: [incident] })]
  const failureRate = (isWanted: (ts: number) => boolean) => {
    const seen = events.filter(({ ts }) => isWanted(ts))
    return seen.filter(({ props }) => props.outcome === 'failed').length / seen.length
  }
  const isIn = (ts: number) => incident.from <= ts && ts < incident.to
  expect(failureRate(isIn)).toBeGreaterThan(0.6)
  expect(failureRate((ts) => !isIn(ts))).toBeLessThan(0.05)
})
