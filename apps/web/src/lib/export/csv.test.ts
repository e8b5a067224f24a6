import { expect, test } from 'vitest'
import { makeResult } from '../charts/prepare/fixture.ts'
import { toCsv } from './csv.ts'

test('gaps are empty, texts are quoted and cannot run as a formula', () => {
  const result = makeResult([
    {
      values: [1.5, null],
      samples: [3, 0],
      role: 'group',
      key: ['=1+1, "x"'],
      total: 1.5,
      totalState: 'value',
      totalSamples: 3,
    },
    { values: [0, 2], samples: [1, 1], role: 'other', total: 2, totalState: 'value', totalSamples: 2 },
  ])
  expect(toCsv(result, ['route']).split('\r\n')).toEqual([
    'bucket_start,route,group,pack.metric,samples,status',
    '1970-01-01T00:00:00.000Z,"\'=1+1, ""x""",group,1.5,3,value',
    '1970-01-01T00:01:00.000Z,"\'=1+1, ""x""",group,,0,none',
    'total,"\'=1+1, ""x""",group,1.5,3,value',
    '1970-01-01T00:00:00.000Z,,other,0,1,value',
    '1970-01-01T00:01:00.000Z,,other,2,1,value',
    'total,,other,2,2,value',
    '',
  ])
})

test('a value, one that is kept back and one that was never measured are told apart [PRV-02 T-07]', () => {
  const result = makeResult([
    {
      values: [60, null, null],
      states: ['value', 'suppressed', 'none'],
      samples: [60, 0, 0],
      role: 'group',
      key: ['en'],
      totalState: 'suppressed',
    },
  ])
  expect(toCsv(result, ['locale']).split('\r\n')).toEqual([
    'bucket_start,locale,group,pack.metric,samples,status',
    '1970-01-01T00:00:00.000Z,en,group,60,60,value',
    '1970-01-01T00:01:00.000Z,en,group,,0,suppressed',
    '1970-01-01T00:02:00.000Z,en,group,,0,none',
    'total,en,group,,0,suppressed',
    '',
  ])
})
