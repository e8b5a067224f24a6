import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEventColumns } from '../../fold/event-columns.ts'
import { Fold } from '../../fold/fold.ts'
import type { Lane } from '../../fold/lane.ts'
import { createRowTable } from '../../fold/row-table.ts'
import { equalRollupRows, mergeRollupRows } from '../../sketch/rollup-row.ts'
import { coarsen, PlacedRows, rowAt, toTable } from './coarsen.ts'

const LANES: Lane[] = [0, 1].map((lane) => ({
  streams: [
    { seriesId: 12 - lane, kind: 'count', slot: -1, sketch: false, sets: true },
    { seriesId: 3 + lane, kind: 'measure', slot: 0, sketch: true, sets: false },
    { seriesId: 30 + lane, kind: 'actor', slot: -1, sketch: false, sets: false },
  ],
}))

interface Event {
  lane: number
  minute: number
  value: number
  actor: number
}

const anyEvent: fc.Arbitrary<Event> = fc.record({
  lane: fc.integer({ min: 0, max: 1 }),
  minute: fc.integer({ min: 29_000_000, max: 29_000_090 }),
  value: fc.oneof(fc.constant(Number.NaN), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()),
  actor: fc.nat(40),
})

function foldAll(events: readonly Event[]): Fold {
  const columns = createEventColumns(events.length, 1)
  columns.length = events.length
  for (const [i, event] of events.entries()) {
    columns.lane[i] = event.lane
    columns.minute[i] = event.minute
    columns.weight[i] = 1
    columns.measures[i] = event.value
    columns.actorHigh[i] = Math.imul(event.actor, 0x9e3779b1) >>> 0
    columns.actorLow[i] = event.actor
  }
  const fold = new Fold(LANES)
  fold.add(columns)
  return fold
}

test('the table of a fold tells what its rows tell, in order of series and minute', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 200 }), (events) => {
      const rows = [...foldAll(events).drain()].sort((a, b) => a.seriesId - b.seriesId || a.minute - b.minute)
      const table = foldAll(events).table(createRowTable())
      expect(table.length).toBe(rows.length)
      for (const [i, { minute, ...row }] of rows.entries())
        expect(rowAt(table, i)).toEqual({ ...row, bucket: minute * 60_000 })
    }),
  )
})

test('coarser rows are the merged finer rows, and days may be left out', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 200 }), (events) => {
      const table = foldAll(events).table(createRowTable())
      const bucketOf = (minute: number) => (minute >= 29_000_060 ? Number.NaN : Math.floor(minute / 7) * 7)
      const coarse = coarsen(table, bucketOf, createRowTable())
      const expected = new PlacedRows()
      for (let row = 0; row < table.length; row++) {
        const placed = rowAt(table, row)
        const bucket = bucketOf(placed.bucket / 60_000)
        if (!Number.isNaN(bucket)) expected.add({ ...placed, bucket: bucket * 60_000 })
      }
      const rows = expected.sorted()
      expect(coarse.length).toBe(rows.length)
      for (const [i, row] of rows.entries()) {
        const found = rowAt(coarse, i)
        expect([found.seriesId, found.bucket]).toEqual([row.seriesId, row.bucket])
        expect(equalRollupRows(found, row)).toBe(true)
      }
    }),
  )
})

test('rows and tables are two forms of one thing', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 50 }), (events) => {
      const table = foldAll(events).table(createRowTable())
      const rows = Array.from({ length: table.length }, (_, i) => rowAt(table, i))
      const again = toTable(rows)
      expect(Array.from({ length: again.length }, (_, i) => rowAt(again, i))).toEqual(rows)
      expect(mergeRollupRows(rows).n).toBe(rows.reduce((n, row) => n + row.n, 0))
    }),
  )
})
