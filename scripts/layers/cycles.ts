import { type Offence, resolveImport } from './offences.ts'
import type { SourceFile } from './source-file.ts'

/** Rings of files that import each other at run time; each ring is told once, at its first import. Pure. */
export function findCycles(files: readonly SourceFile[]): Offence[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const offences: Offence[] = []

  const walk = (file: SourceFile, trail: readonly string[]): void => {
    for (const found of file.imports) {
      const target = found.typeOnly ? undefined : byPath.get(resolveImport(file.path, found) ?? '')
      if (!target || done.has(target.path)) continue
      const start = trail.indexOf(target.path)
      if (start >= 0) {
        const ring = [...trail.slice(start), target.path]
        offences.push({ path: file.path, line: found.line, rule: `import cycle: ${ring.join(' -> ')}` })
      } else {
        walk(target, [...trail, target.path])
      }
    }
    done.add(file.path)
  }
  for (const file of files) if (!done.has(file.path)) walk(file, [file.path])
  return offences
}
