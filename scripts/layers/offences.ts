import { posix } from 'node:path'
import { ENVIRONMENT_PART, GUARDED_MODULES, INPUT_OUTPUT, MAX_LINES, PARTS, PURE, TEST_IMPORTS } from './rules.ts'
import type { Import, SourceFile } from './source-file.ts'

export type Offence = { readonly path: string; readonly line: number; readonly rule: string }

/** Every breach of the layer rules in the given files. Pure. */
export function findOffences(files: readonly SourceFile[]): Offence[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return files.flatMap((file) => [
    ...directionOffences(file),
    ...guardedOffences(file),
    ...environmentOffences(file),
    ...pureOffences(file, byPath),
    ...lengthOffences(file),
  ])
}

/** Path of the imported file when it is one of the clone: relative, or through a package's exports. Pure. */
export function resolveImport(from: string, { module }: Import): string | undefined {
  if (module.startsWith('.')) return posix.join(posix.dirname(from), module)
  const [, part = '', rest] = /^@tidemark\/([^/]+)(?:\/(.+))?$/.exec(module) ?? []
  const folder = PARTS[part]?.folder
  return folder && `${folder}/src/${rest ?? 'index'}.ts`
}

function directionOffences(file: SourceFile): Offence[] {
  const part = partOf(file.path)
  if (part === undefined || isFreeOfLayers(file.path)) return []
  const { imports, types = [] } = PARTS[part] ?? { imports: [] }
  const allowed = new Set([part, ...imports, ...(isTest(file.path) ? TEST_IMPORTS : [])])
  return file.imports.flatMap((found) => {
    const target = resolveImport(file.path, found)
    const targetPart = target && partOf(target)
    if (targetPart === undefined || targetPart === part) return []
    const at = { path: file.path, line: found.line }
    if (found.module.startsWith('.'))
      return [{ ...at, rule: `reach ${targetPart} as @tidemark/${targetPart}, not by a relative path` }]
    if (allowed.has(targetPart) || (found.typeOnly && types.includes(targetPart))) return []
    return [
      { ...at, rule: `${part} may not import ${targetPart}${types.includes(targetPart) ? ' except as types' : ''}` },
    ]
  })
}

function guardedOffences(file: SourceFile): Offence[] {
  if (isFreeOfLayers(file.path) || isTest(file.path)) return []
  const part = partOf(file.path) ?? ''
  return file.imports.flatMap(({ module, line }) =>
    GUARDED_MODULES.filter((guard) => guard.module.test(module) && !guard.parts.includes(part)).map((guard) => ({
      path: file.path,
      line,
      rule: `only ${guard.parts.join(' and ')} may import ${module}`,
    })),
  )
}

function environmentOffences(file: SourceFile): Offence[] {
  const exempt = isFreeOfLayers(file.path) || isTest(file.path) || partOf(file.path) === ENVIRONMENT_PART
  if (exempt) return []
  return file.environmentReads.map((line) => ({
    path: file.path,
    line,
    rule: `only ${ENVIRONMENT_PART} reads process.env`,
  }))
}

function pureOffences(file: SourceFile, byPath: ReadonlyMap<string, SourceFile>): Offence[] {
  if (!PURE.some((folder) => folder.test(file.path)) || isTest(file.path)) return []
  const reached = file.imports.flatMap((found) => {
    const trail = trailToInputOutput(file.path, found, byPath, new Set())
    return trail ? [{ path: file.path, line: found.line, rule: `pure code reaches ${trail.join(' -> ')}` }] : []
  })
  const asked = file.impureCalls.map((line) => ({
    path: file.path,
    line,
    rule: 'pure code takes time and chance as arguments',
  }))
  return [...reached, ...asked]
}

function trailToInputOutput(
  from: string,
  found: Import,
  byPath: ReadonlyMap<string, SourceFile>,
  seen: Set<string>,
): string[] | undefined {
  if (found.typeOnly) return undefined
  if (INPUT_OUTPUT.test(found.module)) return [found.module]
  const target = resolveImport(from, found)
  const file = target === undefined || seen.has(target) ? undefined : byPath.get(target)
  if (!file) return undefined
  seen.add(file.path)
  for (const next of file.imports) {
    const trail = trailToInputOutput(file.path, next, byPath, seen)
    if (trail) return [found.module, ...trail]
  }
  return undefined
}

function lengthOffences(file: SourceFile): Offence[] {
  if (file.lines <= MAX_LINES) return []
  return [
    { path: file.path, line: MAX_LINES + 1, rule: `a file has at most ${MAX_LINES} lines, this one ${file.lines}` },
  ]
}

function partOf(path: string): string | undefined {
  return Object.entries(PARTS).find(([, { folder }]) => path.startsWith(`${folder}/`))?.[0]
}

/** Programs around the product and configuration of tools: they may reach anything. */
function isFreeOfLayers(path: string): boolean {
  return /^(scripts|bench|chaos|e2e)\/|\/scripts\/|(^|\/)[\w-]+\.config\.ts$/.test(path)
}

function isTest(path: string): boolean {
  return /\.test\.ts$/.test(path) || path.includes('/test/') || path.startsWith('packages/testkit/')
}
