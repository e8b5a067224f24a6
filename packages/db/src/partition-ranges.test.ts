import { uuidFromTimeAndHash, uuidv7 } from '@tidemark/platform'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { listEventRanges, listRollupRanges, lowestUuid } from './partition-ranges.ts'

const anyMs = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) })

it('neighbours share their bound, and the range is covered', () => {
  fc.assert(
    fc.property(anyMs, fc.integer({ min: 0, max: 400 * 86_400_000 }), (from, length) => {
      for (const ranges of [listEventRanges(from, from + length), listRollupRanges(from, from + length, ['1m'])]) {
        for (let i = 1; i < ranges.length; i++) expect(ranges[i]!.from).toBe(ranges[i - 1]!.to)
        expect(new Set(ranges.map((range) => range.name)).size).toBe(ranges.length)
      }
      const first = listEventRanges(from, from)[0]!
      const id = uuidv7(from)
      expect(`'${id}'` >= first.from && `'${id}'` < first.to).toBe(true)
    }),
  )
})

it('the lowest id of a millisecond sorts before every id of it', () => {
  fc.assert(
    fc.property(anyMs, (ms) => {
      expect(lowestUuid(ms) < uuidFromTimeAndHash(ms, new Uint8Array(16))).toBe(true)
      expect(lowestUuid(ms + 1) > uuidFromTimeAndHash(ms, new Uint8Array(16).fill(255))).toBe(true)
    }),
  )
})

it('names follow the calendar in UTC', () => {
  const at = Date.UTC(2027, 0, 1)
  expect(listRollupRanges(at, at).map((range) => [range.parent, range.name])).toEqual([
    ['rollup_1m', 'rollup_1m_20261228'],
    ['rollup_5m', 'rollup_5m_202701'],
    ['rollup_1h', 'rollup_1h_2027'],
  ])
})
