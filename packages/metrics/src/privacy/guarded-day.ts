import { satisfies } from '../scan/satisfies.ts'
import { mergeEncodedBottomK } from '../sketch/bottom-k.ts'
import { type Blocks, type Crowd, cutBlocks, mayTell, type Place } from './blocks.ts'
import type { Guard } from './guard.ts'
import type { People } from './people.ts'

/** Dimension values: null where an event did not carry the dimension. */
type Values = readonly (string | null)[]

/** A part of a day: the values of a guard's rows, path and own conditions, and who is behind it. */
export interface DayPart {
  readonly rows: Values
  readonly path: Values
  /** whether it meets the metric's own conditions */
  readonly own: boolean
  readonly actors: readonly Uint8Array[]
  readonly sessions: readonly Uint8Array[]
  readonly amount: People['amount']
}

/** One day of one guarded stream: its blocks, and which places each group of the answer adds up. */
export interface GuardedDay {
  readonly blocks: Blocks<People>
  /** by breakdown key as JSON */
  readonly places: ReadonlyMap<string, readonly Place[]>
}

const OWN = 'own'
const LEFT_OUT = 'left out'
const encode = (values: Values): string[] => values.map((value) => JSON.stringify(value))
const decode = (value: string): string | null => JSON.parse(value)

function pathOf(guard: Guard, part: Pick<DayPart, 'path' | 'own'>): string[] {
  const path = encode(part.path)
  return guard.own.length === 0 ? path : [part.own ? OWN : LEFT_OUT, ...path]
}

/** What a place stands for: all values of the guard's dimensions by name. */
function readPlace(guard: Guard, { row, column }: Place): { own: boolean; values: ReadonlyMap<string, string | null> } {
  const path: string[] = JSON.parse(column)
  const own = guard.own.length === 0 || path[0] === OWN
  const rows: string[] = JSON.parse(row)
  const values = [...rows, ...(guard.own.length === 0 ? path : path.slice(1))].map(decode)
  return { own, values: new Map([...guard.rows, ...guard.path].map((name, i) => [name, values[i] ?? null])) }
}

function groupPlaces(guard: Guard, blocks: Blocks<People>, breakdown: readonly string[]): Map<string, Place[]> {
  const groups = new Map<string, Place[]>()
  for (const row of blocks.rows.keys())
    for (const column of blocks.columns.keys()) {
      const { own, values } = readPlace(guard, { row, column })
      if (!own || !satisfies(guard.asked, (name) => values.get(name) ?? null)) continue
      const key = JSON.stringify(breakdown.map((name) => values.get(name) ?? null))
      const places = groups.get(key)
      if (places === undefined) groups.set(key, [{ row, column }])
      else places.push({ row, column })
    }
  return groups
}

/** Cuts a day into blocks and finds which places the groups of the answer add up. Pure. */
export function guardDay(
  guard: Guard,
  parts: readonly DayPart[],
  breakdown: readonly string[],
  crowd: Crowd<People>,
): GuardedDay {
  const atoms = parts.map((part) => ({
    row: JSON.stringify(encode(part.rows)),
    path: pathOf(guard, part),
    cell: {
      actors: mergeEncodedBottomK(part.actors),
      sessions: mergeEncodedBottomK(part.sessions),
      amount: part.amount,
    },
  }))
  const blocks = cutBlocks(atoms, crowd)
  return { blocks, places: groupPlaces(guard, blocks, breakdown) }
}

/** Whether the sum over the groups that are picked must not be told of this day. Pure. */
export function isHiddenDay({ blocks, places }: GuardedDay, keys: Iterable<string>, crowd: Crowd<People>): boolean {
  const picked = [...keys].flatMap((key) => places.get(key) ?? [])
  return !mayTell(blocks, picked, crowd)
}
