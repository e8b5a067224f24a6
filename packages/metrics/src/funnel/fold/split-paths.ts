import type { Crossings } from './paths.ts'

export type Key = readonly (string | null)[]

/** Paths of one answer group, by rising index. */
export interface PathGroup {
  readonly key: Key
  readonly role: 'group' | 'other'
  readonly members: Int32Array
}

/** Null, '' and any text stay apart. */
const nameOf = (key: Key): string => JSON.stringify(key)

function membersByKey({ length, place }: Crossings, keys: readonly Key[]): { key: Key; members: Int32Array }[] {
  const numbers = new Map<string, number>()
  const numberOfPlace = Int32Array.from(keys, (key) => {
    const name = nameOf(key)
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    return number
  })
  const counts = new Int32Array(numbers.size)
  for (let path = 0; path < length; path++) counts[numberOfPlace[place[path]!]!]!++
  const lists = [...counts].map((count) => new Int32Array(count))
  counts.fill(0)
  for (let path = 0; path < length; path++) {
    const number = numberOfPlace[place[path]!]!
    lists[number]![counts[number]!++] = path
  }
  return [...numbers.keys()].map((name, i) => ({ key: JSON.parse(name) as Key, members: lists[i]! }))
}

/**
 * Splits paths by the key of their entering dimension set (`keys` by place). The `limit` with most paths stand alone,
 * larger ones first, the rest together is "other". Pure.
 */
export function splitPaths(paths: Crossings, keys: readonly Key[], limit: number): PathGroup[] {
  const split = membersByKey(paths, keys).filter(({ members }) => members.length > 0)
  split.sort((a, b) => b.members.length - a.members.length || (nameOf(a.key) < nameOf(b.key) ? -1 : 1))
  const groups: PathGroup[] = split.slice(0, limit).map((one) => ({ ...one, role: 'group' }))
  const rest = split.slice(limit).map(({ members }) => members)
  if (rest.length === 0) return groups
  const other = new Int32Array(rest.reduce((sum, members) => sum + members.length, 0))
  let at = 0
  for (const members of rest) {
    other.set(members, at)
    at += members.length
  }
  const width = split[0]!.key.length
  return [...groups, { key: new Array(width).fill(null), role: 'other', members: other.sort() }]
}
