import { expect, test } from 'vitest'
import { addCells, type CountCell, NONE, SUPPRESSED } from './count-cell.ts'

const value = (good: number, total: number): CountCell => ({ state: 'value', good, total })

test.each<[string, CountCell, CountCell, CountCell]>([
  ['two that may be told', value(9, 10), value(4, 5), value(13, 15)],
  ['one of which nothing was collected', value(9, 10), NONE, value(9, 10)],
  ['nothing at all', NONE, NONE, NONE],
  ['one that is kept back', value(9, 10), SUPPRESSED, SUPPRESSED],
  ['one that is kept back, and nothing', SUPPRESSED, NONE, SUPPRESSED],
])('two pieces come to what may be told of both: %s [PRV-02]', (_name, a, b, sum) => {
  expect(addCells(a, b)).toEqual(sum)
  expect(addCells(b, a)).toEqual(sum)
})
