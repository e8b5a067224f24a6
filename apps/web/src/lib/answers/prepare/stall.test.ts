import type { StallResult } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { prepareStalls, stallRows } from './stall.ts'

type Group = StallResult['groups'][number]
const group = (key: string[], role: Group['role'], units: number | null, stuck: number | null): Group => ({
  key,
  role,
  state: units === null ? 'suppressed' : 'value',
  units,
  stuck,
  rate: units === null || units === 0 || stuck === null ? null : stuck / units,
  left: null,
})

test('the whole, then the worst first; who could not be seen stuck has no rate', () => {
  const rows = prepareStalls({
    groups: [
      group([], 'other', 10, 9),
      group(['cave'], 'group', 20, 1),
      group(['hall'], 'group', null, null),
      group(['gate'], 'group', 10, 5),
      group(['inn'], 'group', 0, 0),
      group([], 'all', 50, 15),
    ],
  } as unknown as StallResult)
  expect(rows.map(({ label, rate }) => [label, rate])).toEqual([
    ['All', 0.3],
    ['gate', 0.5],
    ['cave', 0.05],
    ['hall', null],
    ['inn', null],
    ['Other', 0.9],
  ])
  expect(stallRows(rows)[4]).toEqual(['hall', 'suppressed', null, null, null])
})
