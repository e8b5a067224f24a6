import { expect, test } from 'vitest'
import { makeResult } from '../charts/prepare/fixture.ts'
import { toCsv } from './csv.ts'

test('gaps are empty, texts are quoted and cannot run as a formula', () => {
  const result = makeResult([
    { values: [1.5, null], samples: [3, 0], role: 'group', key: ['=1+1, "x"'], total: 1.5, totalSamples: 3 },
    { values: [0, 2], samples: [1, 1], role: 'other', total: 2, totalSamples: 2 },
  ])
  expect(toCsv(result, ['route']).split('\r\n')).toEqual([
    'bucket_start,route,group,pack.metric,samples',
    '1970-01-01T00:00:00.000Z,"\'=1+1, ""x""",group,1.5,3',
    '1970-01-01T00:01:00.000Z,"\'=1+1, ""x""",group,,0',
    'total,"\'=1+1, ""x""",group,1.5,3',
    '1970-01-01T00:00:00.000Z,,other,0,1',
    '1970-01-01T00:01:00.000Z,,other,2,1',
    'total,,other,2,2',
    '',
  ])
})
