import { expect, test } from 'vitest'
import { showMs, showPercent, showShare } from './round.ts'

test.each([
  [123, 2, 98.4],
  [89, 1, 98.9],
  [11, 1, 91.7],
  [1215, 19, 98.5],
  [9995, 5, 99.9],
  [10_000, 0, 100],
  [0, 3, 0],
  [0, 0, null],
])('%d of %d more are %s %% [KPI-16 C-03]', (of, rest, shown) => expect(showShare(of, rest)).toBe(shown))

test.each([
  [98.4603, 98.5],
  [76.9854, 77],
  [99.96, 99.9],
  [100.04, 100],
  [125, 125],
  [null, null],
])('%s shows as %s', (value, shown) => expect(showPercent(value)).toBe(shown))

test('milliseconds are whole', () => expect([showMs(3199.6), showMs(null)]).toEqual([3200, null]))
