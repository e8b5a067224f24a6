import { expect, test } from 'vitest'
import { changedEventTypes } from './sync-catalog.ts'

const streams = [{ measure: '', kind: 'count' as const, sketch: false, sets: false }]
const before = { events: { a: { kept: ['x'], streams }, b: { kept: ['x'], streams } } }

test.each([
  ['the same', before, []],
  ['a kept dimension more', { events: { ...before.events, a: { kept: ['x', 'y'], streams } } }, ['a']],
  [
    'a sketch more',
    { events: { ...before.events, b: { kept: ['x'], streams: [{ ...streams[0]!, sketch: true }] } } },
    ['b'],
  ],
  [
    'the same as Postgres gives it back',
    {
      events: {
        ...before.events,
        b: { streams: [{ sets: false, kind: 'count' as const, sketch: false, measure: '' }], kept: ['x'] },
      },
    },
    [],
  ],
  ['the first cohort of it', { events: { ...before.events, a: { kept: ['x'], streams, unitDays: true } } }, ['a']],
  ['a new event type has nothing to fold again', { events: { ...before.events, c: { kept: [], streams } } }, []],
  ['a type that is gone', { events: { a: before.events.a } }, []],
])('%s', (_name, after, expected) => expect(changedEventTypes(before, after)).toEqual(expected))
