import { expect, test } from 'vitest'
import type { Lane } from '../fold/lane.ts'
import { foldEvents } from './fold-events.ts'
import type { StorableEvent } from './insert-events.ts'

const MINUTE = 60_000
const laneOf = (seriesId: number): Lane => ({
  streams: [
    { seriesId, kind: 'count', slot: -1, sketch: false, sets: false },
    { seriesId: seriesId + 1, kind: 'measure', slot: 0, sketch: false, sets: false },
  ],
})
const eventIn = (setId: number, lane: Lane, bucketedAt: number, value: number): StorableEvent => ({
  event: {
    type: 'sold',
    id: `${setId}-${value}`,
    occurredAt: bucketedAt,
    bucketedAt,
    dimensions: [],
    measures: [value],
    actor: null,
    session: null,
    correlationId: null,
    weight: 1,
  },
  set: { id: setId, lane } as StorableEvent['set'],
  slots: [0],
  receivedAt: bucketedAt,
})

test('sets that share their series make one row per series and minute, though each came with a lane of its own [T-27]', () => {
  const rows = foldEvents([
    eventIn(1, laneOf(10), 3 * MINUTE, 5),
    eventIn(2, laneOf(10), 3 * MINUTE + 1, 7),
    eventIn(3, laneOf(20), 3 * MINUTE, 100),
    eventIn(1, laneOf(10), 4 * MINUTE, 9),
  ])
  const seen = rows.map(({ seriesId, bucket, n, sum }) => [seriesId, bucket / MINUTE, n, sum])
  expect(seen.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)).toEqual([
    [10, 3, 2, 0],
    [10, 4, 1, 0],
    [11, 3, 2, 12],
    [11, 4, 1, 9],
    [20, 3, 1, 0],
    [21, 3, 1, 100],
  ])
})
