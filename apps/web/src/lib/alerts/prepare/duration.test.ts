import { expect, test } from 'vitest'
import { afterText, formatDuration, readDuration } from './duration.ts'

test.each([
  ['90s', 90],
  ['5m', 300],
  [' 1h 30m ', 5400],
  ['2d', 172_800],
  ['10', 600],
  ['0', 0],
  ['1h30m', 5400],
  ['', null],
  ['soon', null],
  ['-5m', null],
  ['1.5h', null],
  ['5 parsecs', null],
])('%j is %s seconds', (text, seconds) => {
  expect(readDuration(text)).toBe(seconds)
})

test('what is shown can be typed again', () => {
  expect([0, 60, 90, 5400, 90_000].map(formatDuration)).toEqual(['0m', '1m', '1m 30s', '1h 30m', '1d 1h'])
  for (const seconds of [0, 1, 59, 61, 3601, 2_592_000]) expect(readDuration(formatDuration(seconds))).toBe(seconds)
})

test('no delay is at once', () => {
  expect([afterText(0), afterText(300)]).toEqual(['at once', 'after 5m'])
})
