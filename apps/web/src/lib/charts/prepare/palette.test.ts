import { expect, test } from 'vitest'
import { assignColors, OTHER_COLOR } from './palette.ts'

test('a key has its colour whatever stands beside it and in whatever order', () => {
  const alone = assignColors(['GET'])
  const together = assignColors(['POST', 'GET'])
  const turned = assignColors(['GET', 'POST'])
  expect(together.get('GET')).toBe(turned.get('GET'))
  expect(together.get('POST')).toBe(turned.get('POST'))
  expect(alone.get('GET')).toMatch(/^var\(--series-[1-8]\)$/)
})

test('eight keys have eight colours, the ninth is grey', () => {
  const keys = Array.from({ length: 9 }, (_, i) => `key ${i}`)
  const colors = [...assignColors(keys).values()]
  expect(new Set(colors.slice(0, 8)).size).toBe(8)
  expect(colors[8]).toBe(OTHER_COLOR)
})
