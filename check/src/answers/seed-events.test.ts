import { packs } from '@tidemark/packs'
import { expect, test } from 'vitest'
import { seedPack } from './seed-events.ts'

const NOW = Date.UTC(2026, 2, 10, 12)
const DAY = 86_400_000

test.each([
  ['commerce', 20_000],
  ['ml-pipelines', 40_000],
])('%s tells at least %i events, each once, of six days at most', (name, count) => {
  const pack = packs.find((one) => one.name === name)!
  const { range, events } = seedPack(pack, count, 'seed', NOW)!
  expect(events.length).toBeGreaterThanOrEqual(count)
  expect(events.length).toBeLessThan(2 * count)
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  expect(range.from).toBeGreaterThan(NOW - 6 * DAY - DAY / 24)
  expect(events.every(({ ts }) => ts >= range.from && ts < NOW)).toBe(true)
})
