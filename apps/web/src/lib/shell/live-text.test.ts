import { expect, test } from 'vitest'
import { liveText } from './live-text.ts'

test.each([
  ['live', false, 9_000, 'Live, 1 s behind'],
  ['live', false, null, 'Live, no data yet'],
  ['live', false, undefined, 'Live'],
  ['live', false, 10_000 - 300_000, 'Live, no new data for 5 min'],
  ['live', false, 12_000, 'Live, 0 s behind'],
  ['connecting', false, 9_000, 'Connecting'],
  ['polling', false, 9_000, 'Connection lost, asking every 10 s, 1 s behind'],
  ['live', true, 9_000, 'Paused, 1 s behind'],
] as const)('%s, paused %s, data of %s: %s', (status, paused, dataTime, text) => {
  expect(liveText(status, paused, dataTime, 10_000).text).toBe(text)
})
