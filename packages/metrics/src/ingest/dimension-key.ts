import { createHash } from 'node:crypto'
import { formatUuid } from '@tidemark/platform/ids'

/** One text per combination of values: null, '' and any text stay apart. Pure. */
export function dimensionKey(values: readonly (string | null)[]): string {
  let key = ''
  for (const value of values) key += value === null ? '-' : `${value.length}:${value}`
  return key
}

/** Dimensions by name; absent ones have no key. */
export function toDims(names: readonly string[], values: readonly (string | null)[]): Record<string, string> {
  const dims: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    const value = values[i]
    if (value !== null && value !== undefined) dims[name] = value
  }
  return dims
}

/** Identity of a set of dimension values whatever the order in which they were declared, as a UUID. Pure. */
export function hashDims(dims: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(dims).sort(([a], [b]) => (a < b ? -1 : 1))
  return formatUuid(createHash('sha256').update(JSON.stringify(sorted)).digest())
}
