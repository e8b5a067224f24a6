import { expect, test } from 'vitest'
import { createRandom } from './random.ts'
import { seededId } from './seeded-id.ts'

const draw = (n: number, next: () => number): number[] => Array.from({ length: n }, next)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

test('the same name tells the same story, another one another', () => {
  const story = (...name: (string | number)[]) => draw(50, createRandom(...name).word)
  expect(story('a', 1)).toEqual(story('a', 1))
  expect(story('a', 1)).not.toEqual(story('a', 2))
  expect(story('a1')).not.toEqual(story('a', 1))
})

test('draws follow their distribution', () => {
  const random = createRandom('distributions')
  const uniform = draw(20_000, random.uniform)
  expect(Math.min(...uniform)).toBeGreaterThan(0)
  expect(Math.max(...uniform)).toBeLessThan(1)
  expect(mean(uniform)).toBeCloseTo(0.5, 1)
  expect(mean(draw(20_000, () => random.poisson(3.5)))).toBeCloseTo(3.5, 1)
  const times = draw(20_000, () => random.logNormal(900, 0.4)).sort((a, b) => a - b)
  expect(times[10_000]! / 900).toBeCloseTo(1, 1)
  expect(times[19_000]! / (900 * Math.exp(1.645 * 0.4))).toBeCloseTo(1, 1)
})

test('an id is a UUIDv7 of its time, and ids of one time differ', () => {
  const ts = Date.UTC(2026, 0, 31, 8)
  const random = createRandom('ids')
  const ids = Array.from({ length: 10_000 }, () => seededId(ts, random))
  expect(new Set(ids).size).toBe(10_000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt((ids[0] as string).replace('-', '').slice(0, 12), 16)).toBe(ts)
})

test('two stories of one instant with the same chance tell different events, unless they tell of the same', () => {
  const idOf = (type: string) => seededId(0, createRandom('fell together'), type)
  expect(idOf('census')).not.toBe(idOf('health_check'))
  expect(idOf('census')).toBe(idOf('census'))
})
