import { BinaryRowReader } from '@tidemark/db'
import { expect, test } from 'vitest'
import { encodeReplay } from './replay.ts'
import type { TemplateEvent } from './template.ts'

const MINUTE = 60_000
const FROM = Date.UTC(2026, 0, 1)
const KINDS = [
  'timestamptz',
  'timestamptz',
  'timestamptz',
  'float8',
  'int4',
  'int4',
  'uuid',
  'uuid',
  'uuid',
  'float8[2]',
] as const

const event = (set: number, actor: string | null): TemplateEvent => ({
  offset: 500,
  type: 'any',
  set,
  actor: actor === null ? null : Buffer.alloc(16, actor),
  session: null,
  weight: 1,
  measures: Float64Array.of(set, Number.NaN),
})

/** Two minutes: somebody acts in both of them, nobody in particular in the second. */
const template = { events: 3, minutes: [[event(1, 'a')], [event(2, 'a'), event(3, null)]] }

function play(worlds: number, minutes: number, ahead = 0) {
  const rows: { minute: number; set: number; id: string; actor: string; second: number }[] = []
  const reader = new BinaryRowReader(KINDS, ({ rows: count, columns: [at, , , , , set, id, actor, , measures] }) => {
    for (let i = 0; i < count; i++)
      rows.push({
        minute: (at[i]! - 500 - FROM) / MINUTE,
        set: set[i]!,
        id: id.slice(i * 4, i * 4 + 4).join(),
        actor: actor.slice(i * 4, i * 4 + 4).join(),
        second: measures[i * 2 + 1]!,
      })
  })
  const range = { from: FROM, to: FROM + minutes * MINUTE }
  const chunks = [...encodeReplay({ ...range, template, projectId: 7, worlds, aheadOf: (world) => world * ahead })]
  const bytes = Buffer.concat(chunks)
  reader.readFrame(bytes, 0, bytes.length)
  reader.flush()
  return rows
}

test('every world plays every minute, in order of time, and begins again with other people', () => {
  const rows = play(2, 3)
  expect(rows.map(({ minute, set }) => [minute, set])).toEqual([
    [0, 1],
    [0, 1],
    [1, 2],
    [1, 3],
    [1, 2],
    [1, 3],
    [2, 1],
    [2, 1],
  ])
  const [first, second, again, , againSecond, , round] = rows
  expect(again!.actor).toBe(first!.actor)
  expect(againSecond!.actor).toBe(second!.actor)
  expect(new Set([first, second, round].map((row) => row!.actor)).size).toBe(3)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  expect(rows[3]!.actor).toBe('0,0,0,0')
  expect(rows.every(({ second }) => Number.isNaN(second))).toBe(true)
})

test('a world that is ahead plays what the others play later', () => {
  expect(play(2, 1, 1).map(({ set }) => set)).toEqual([1, 2, 3])
})
