import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnitDayFold, type UnitDays } from './unit-days.ts'

interface Event {
  day: number
  set: number
  at: number
  actor: number
  id: number
}

const words = (value: number) => Uint32Array.of(0, 0, 0, value)
const anyEvent: fc.Arbitrary<Event> = fc.record({
  day: fc.integer({ min: -2, max: 400 }),
  set: fc.nat(3),
  at: fc.nat(5),
  actor: fc.integer({ min: 1, max: 5 }),
  id: fc.nat(0xffffffff),
})

function fold(events: readonly Event[]): UnitDays {
  const folded = new UnitDayFold()
  for (const { day, set, at, actor, id } of events) folded.add(day, set, at, words(actor), words(id), 0)
  return folded.rows()
}

/** The same by sorting and filtering. */
function bruteForce(events: readonly Event[]) {
  const keyOf = ({ day, set, actor }: Event) => JSON.stringify([day, set, actor])
  const keys = [...new Set(events.map(keyOf))]
  return new Map(
    keys.map((key) => {
      const own = events.filter((event) => keyOf(event) === key)
      const [first] = own.toSorted((a, b) => a.at - b.at || a.id - b.id)
      return [key, [own.length, first?.at, first?.id]]
    }),
  )
}

const listed = (rows: UnitDays) =>
  Array.from({ length: rows.length }, (_, i): [string, unknown] => [
    JSON.stringify([rows.day[i], rows.set[i], rows.actor[i * 4 + 3]]),
    [rows.n[i], rows.firstAt[i], rows.firstId[i * 4 + 3]],
  ])

test('unit days are what sorting and filtering give, whatever the order of the events', () => {
  fc.assert(
    fc.property(
      fc
        .array(anyEvent, { maxLength: 800 })
        .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))),
      ([events, shuffled]) => {
        const rows = fold(events)
        expect(new Map(listed(rows))).toEqual(bruteForce(events))
        expect(listed(fold(shuffled))).toEqual(listed(rows))
        for (let i = 1; i < rows.length; i++) {
          const key = (at: number) => [rows.day[at]!, rows.set[at]!, rows.actor[at * 4 + 3]!]
          const at = key(i).findIndex((part, p) => part !== key(i - 1)[p])
          expect(key(i)[at]).toBeGreaterThan(key(i - 1)[at]!)
        }
      },
    ),
  )
})

test('ids are compared from the most significant word on', () => {
  const folded = new UnitDayFold()
  const ids = Uint32Array.of(1, 0, 0, 0, 0, 0xffffffff, 0, 0, 0, 0xffffffff, 0, 1)
  const actors = new Uint32Array(12)
  for (const place of [0, 2, 1]) folded.add(0, 0, 7, actors, ids, place)
  expect([...folded.rows().firstId]).toEqual([0, 0xffffffff, 0, 0])
})
