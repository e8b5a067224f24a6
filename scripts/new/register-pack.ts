import type { PackNames } from './pack-names.ts'

const IMPORT = /^import \{ \w+ \} from '\.\/([a-z0-9-]+)\/index\.ts'$/
const LIST = 'export const packs = ['
const LIST_END = '] as const'

/** By name, numbers within it by their size: the order that the linter wants imports in. */
const byName = new Intl.Collator('en', { numeric: true }).compare

/**
 * `packages/packs/src/index.ts` with one pack more: imported in the order of names, last in the list. What has the pack
 * already comes back as it is. Pure. Throws when the file is not laid out as expected.
 */
export function registerPack(index: string, { name, variable }: Pick<PackNames, 'name' | 'variable'>): string {
  const lines = index.split('\n')
  const nameAt = (line: string) => IMPORT.exec(line)?.[1]
  const imports = lines.flatMap((line, at) => (nameAt(line) === undefined ? [] : [at]))
  if (imports.some((at) => nameAt(lines[at]!) === name)) return index
  const end = lines.findIndex((line, at) => line === LIST_END && lines.lastIndexOf(LIST, at) !== -1)
  const lastImport = imports.at(-1)
  if (lastImport === undefined || end === -1)
    throw new Error(
      `packages/packs/src/index.ts is laid out in a new way: add the pack by hand, with\n` +
        `  import { ${variable} } from './${name}/index.ts'\nand ${variable} in the list of packs`,
    )
  const before = imports.find((at) => byName(nameAt(lines[at]!)!, name) > 0) ?? lastImport + 1
  return [
    ...lines.slice(0, before),
    `import { ${variable} } from './${name}/index.ts'`,
    ...lines.slice(before, end),
    `  ${variable},`,
    ...lines.slice(end),
  ].join('\n')
}
