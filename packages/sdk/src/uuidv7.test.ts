import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createUuidv7 } from './uuidv7.ts'

test('ids have the form, version, variant and time of a UUIDv7', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (ms) => {
      const id = createUuidv7(() => ms)()
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(ms)
    }),
  )
})

test('ids ascend, within a millisecond and when the clock steps back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1000, max: 1005 }), { minLength: 2, maxLength: 200 }), (times) => {
      let at = 0
      const make = createUuidv7(() => times[at++] ?? 1000)
      const ids = times.map(() => make())
      expect(ids).toEqual([...ids].sort())
      expect(new Set(ids).size).toBe(ids.length)
    }),
  )
})

test('the counter carries through all of its bits', () => {
  const make = createUuidv7(
    () => 1,
    (bytes) => bytes.fill(0),
  )
  const ids = Array.from({ length: 70_000 }, make)
  expect(ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? ''))).toBe(true)
})
