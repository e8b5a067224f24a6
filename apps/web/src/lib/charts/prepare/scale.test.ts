import type { Unit } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { valueScale } from './scale.ts'

const cases: [name: string, values: (number | null)[], unit: Unit, ticks: number[]][] = [
  ['nothing', [], 'count', [0, 1]],
  ['a flat zero', [0, 0], 'percent', [0, 0.0025, 0.005, 0.0075, 0.01]],
  ['gaps do not count', [null, 8], 'count', [0, 2, 4, 6, 8]],
  ['whole numbers', [1, 2], 'count', [0, 1, 2]],
  ['fractions', [0.31, 0.07], 'percent', [0, 0.1, 0.2, 0.3, 0.4]],
  ['milliseconds', [730], 'ms', [0, 200, 400, 600, 800]],
  ['minutes', [100_000], 'ms', [0, 30_000, 60_000, 90_000, 120_000]],
  ['below zero', [-30, 10], 'currency', [-30, -20, -10, 0, 10]],
]

test.each(cases)('%s', (_, values, unit, ticks) => {
  const scale = valueScale(values, unit)
  expect(scale.ticks).toEqual(ticks)
  expect(scale.domain).toEqual([ticks[0], ticks.at(-1)])
})
