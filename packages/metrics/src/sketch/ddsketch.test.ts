import { DDSketch } from '@datadog/sketches-js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededNormal, seededUniform } from '../../test/seeded-random.ts'
import { CorruptSketchError } from './corrupt-sketch-error.ts'
import {
  binOf,
  countSketch,
  encodeBins,
  keyOf,
  MAX_BIN,
  MAX_KEY,
  MIN_BIN,
  mergeEncodedSketches,
  nearestRank,
  quantileOfSketch,
  quantilesOfSketches,
  Sketch,
  valueOfBin,
  valueOfKey,
} from './ddsketch.ts'

const QUANTILES = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]
const WITHIN = 0.01 + 1e-9
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const values = fc.array(
  fc.oneof(finite, fc.integer({ min: -50, max: 5000 }), fc.constantFrom(0, -0, 5e-324, -Number.MAX_VALUE)),
  { maxLength: 200 },
)

function encodeValues(list: readonly number[]): Uint8Array {
  return encodeBins(Int32Array.from(list, keyOf).sort())
}

function nearestRankOf(list: readonly number[], q: number): number {
  return Float64Array.from(list).sort()[nearestRank(q, list.length) - 1]!
}

function expectWithinOnePercent(estimate: number | null, exact: number): void {
  expect(estimate).not.toBeNull()
  expect(Math.abs(estimate! - exact)).toBeLessThanOrEqual(Math.abs(exact) * WITHIN + 5e-324)
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('bins', () => {
  it('covers every finite float64', () => {
    expect([binOf(5e-324), binOf(1), binOf(Number.MAX_VALUE)]).toEqual([MIN_BIN, 0, MAX_BIN])
    expect([keyOf(Number.MAX_VALUE), keyOf(-Number.MAX_VALUE), keyOf(0), keyOf(-0)]).toEqual([MAX_KEY, -MAX_KEY, 0, 0])
    expect(valueOfBin(MAX_BIN)).toBeLessThan(Number.POSITIVE_INFINITY)
  })

  it('keys order as values do and stand for them within 1 %', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        if (a < b) expect(keyOf(a)).toBeLessThanOrEqual(keyOf(b))
        expectWithinOnePercent(valueOfKey(keyOf(a)), a)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('nearest rank', () => {
  const cases = [
    { q: 0, n: 10, rank: 1 },
    { q: 0.07, n: 100, rank: 7 },
    { q: 0.5, n: 10, rank: 5 },
    { q: 0.95, n: 10, rank: 10 },
    { q: 0.95, n: 20, rank: 19 },
    { q: 0.29, n: 100, rank: 29 },
    { q: 0.999, n: 1000, rank: 999 },
    { q: 1, n: 3, rank: 3 },
  ]
  it.each(cases)('q $q of $n values is rank $rank', ({ q, n, rank }) => expect(nearestRank(q, n)).toBe(rank))
  it.each([-0.01, 1.01, Number.NaN])('refuses q %d', (q) => expect(() => nearestRank(q, 5)).toThrow(RangeError))

  it('agrees with percentile_disc on 10, 20, ... 100', () => {
    const bytes = encodeValues([10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
    expectWithinOnePercent(quantileOfSketch(bytes, 0.5), 50)
    expectWithinOnePercent(quantileOfSketch(bytes, 0.95), 100)
  })
})

describe('quantiles stay within 1 % of the nearest rank', () => {
  const uniform = seededUniform(7)
  const normal = seededNormal(11)
  const sample = (draw: () => number) => Array.from({ length: 5000 }, draw)
  const samples = {
    lognormal: sample(() => Math.exp(5 + normal())),
    bimodal: sample(() => (uniform() < 0.9 ? 100 + 10 * normal() : 2000 + 100 * normal())),
    constant: sample(() => 42),
    'heavy tail': sample(() => uniform() ** -2),
    negative: sample(() => -Math.exp(3 * normal())),
    'mixed signs and zeros': sample(() => Math.round(3 * normal()) * uniform()),
    'far apart': sample(() => Math.exp(100 * normal())),
  }
  it('one at a time and all together, as if each had been merged on its own', () => {
    const lists = Object.values(samples).map((list) => [encodeValues(list.slice(0, 99)), encodeValues(list.slice(99))])
    const some = [...lists, [], lists[0]!.slice(0, 1)]
    for (const q of QUANTILES) {
      const { each, all } = quantilesOfSketches(some, q)
      expect(each).toEqual(
        some.map((parts) => (parts.length === 0 ? null : quantileOfSketch(mergeEncodedSketches(parts), q))),
      )
      expect(all).toBe(quantileOfSketch(mergeEncodedSketches(some.flat()), q))
    }
    expect(() => quantilesOfSketches([lists[0]!.slice(0, 1), [new Uint8Array([9])]], 0.5)).toThrow(CorruptSketchError)
    expect(quantilesOfSketches([[], []], 0.5)).toEqual({ each: [null, null], all: null })
  })

  it.each(Object.entries(samples))('%s', (_, list) => {
    const bytes = encodeValues(list)
    for (const q of QUANTILES) expectWithinOnePercent(quantileOfSketch(bytes, q), nearestRankOf(list, q))
  })

  it('any values', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, q) => {
        const estimate = quantileOfSketch(encodeValues(list), q)
        if (list.length === 0) expect(estimate).toBeNull()
        else expectWithinOnePercent(estimate, nearestRankOf(list, q))
      }),
      { numRuns: 500 },
    )
  })

  it.each(['lognormal', 'heavy tail', 'negative'] as const)('%s as the reference implementation has it', (name) => {
    const reference = new DDSketch({ relativeAccuracy: 0.01 })
    for (const value of samples[name]) reference.accept(value)
    const bytes = encodeValues(samples[name])
    const n = samples[name].length
    for (const rank of [1, 2, 50, 1250, 2500, 4500, 4750, 4990, n - 1]) {
      // The reference counts ranks from zero over n - 1 and takes the first bin beyond; half a rank avoids its rounding.
      const theirs = reference.getValueAtQuantile((rank - 0.5) / (n - 1))
      const ours = quantileOfSketch(bytes, rank / n)!
      expect(Math.abs(ours / theirs - 1)).toBeLessThan(1e-9)
    }
  })
})

describe('percentiles of a busy minute among quiet ones', () => {
  // 59 minutes of 10 requests near 100 ms, then one minute of 1,000 requests near 2 s.
  const quiet = Array.from({ length: 59 }, (_, minute) =>
    Array.from({ length: 10 }, (_, i) => 60 + 8 * i + (i === 9 ? 152.6 - 132 + ((minute - 29) * 41.4) / 27 : 0)),
  )
  const busy = Array.from({ length: 1000 }, (_, i) => 3040 + ((i - 920) * 209) / 79)
  const minutes = [...quiet, busy]
  const p95s = minutes.map((minute) => quantileOfSketch(encodeValues(minute), 0.95)!)

  it('merging sketches gives the p95 of the hour', () => {
    const hour = mergeEncodedSketches(minutes.map(encodeValues))
    expect(nearestRankOf(minutes.flat(), 0.95)).toBeCloseTo(3040, 9)
    expectWithinOnePercent(quantileOfSketch(hour, 0.95), 3040)
    expectWithinOnePercent(quantileOfSketch(hour, 1), 3249)
    expect(countSketch(hour)).toBe(1590)
  })

  it('averaging or ranking percentiles does not', () => {
    expect(Math.round(p95s.reduce((sum, p) => sum + p, 0) / 60 / 10)).toBe(20)
    expectWithinOnePercent(quantileOfSketch(encodeValues(p95s), 0.95), 194)
  })
})

describe('encoding', () => {
  const golden = [
    { name: 'nothing', list: [], bytes: '01' },
    { name: 'zero', list: [0], bytes: '01928b09' },
    { name: 'one', list: [1], bytes: '0100' },
    { name: 'a few of each sign', list: [-5, -5, 0, 1, 1, 1, 100, 2000], bytes: '01eb981200eac604c9c50401cc03aa02' },
  ]
  it.each(golden)('of $name is frozen', ({ list, bytes }) => expect(hex(encodeValues(list))).toBe(bytes))

  it('is the same for any order, grouping and path', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat({ max: 4 }), { minLength: 200, maxLength: 200 }), (list, groups) => {
        const whole = encodeValues(list)
        const parts = [0, 1, 2, 3, 4].map((group) => encodeValues(list.filter((_, i) => groups[i] === group)))
        const [a, b, ...rest] = parts
        const viaClass = Sketch.from(parts[4]!)
        for (const part of parts.slice(0, 4)) viaClass.merge(Sketch.from(part))
        const added = new Sketch()
        for (const value of [...list].reverse()) added.add(value)
        for (const same of [
          mergeEncodedSketches(parts),
          mergeEncodedSketches([...parts].reverse()),
          mergeEncodedSketches([mergeEncodedSketches([a!, b!]), mergeEncodedSketches(rest)]),
          viaClass.encode(),
          added.encode(),
          Sketch.from(whole).encode(),
        ]) {
          expect(hex(same)).toBe(hex(whole))
        }
        expect(countSketch(whole)).toBe(list.length)
        expect(added.count).toBe(list.length)
      }),
      { numRuns: 300 },
    )
  })

  it('encodes a slice of a longer key array', () => {
    const keys = Int32Array.from([1, 2, 2, 3].map(keyOf))
    expect(hex(encodeBins(keys, 1, 3))).toBe(hex(encodeValues([2, 2])))
  })

  it('keeps fourteen spread values under 60 bytes', () => {
    const normal = seededNormal(3)
    for (let run = 0; run < 50; run++) {
      const list = Array.from({ length: 14 }, () => 200 * Math.exp(normal()))
      expect(encodeValues(list).length).toBeLessThan(60)
    }
  })

  it('carries counts up to the largest safe integer and stops there', () => {
    const sketch = new Sketch()
    sketch.add(5, Number.MAX_SAFE_INTEGER)
    sketch.add(7, 3_000_000_000)
    expect(Sketch.from(sketch.encode()).encode()).toEqual(sketch.encode())
    const merged = mergeEncodedSketches([sketch.encode(), sketch.encode()])
    expect(countSketch(merged)).toBe(Number.MAX_SAFE_INTEGER)
    expect(quantileOfSketch(merged, 0.5)).toBeCloseTo(5, 1)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses to add %d', (value) => {
    expect(() => new Sketch().add(value)).toThrow(RangeError)
  })
  it.each([0, -1, 1.5, 2 ** 60])('refuses to count %d times', (count) => {
    expect(() => new Sketch().add(1, count)).toThrow(RangeError)
  })
})

describe('hostile bytes', () => {
  const cases = [
    { name: 'no bytes', bytes: [] },
    { name: 'another version', bytes: [2, 0] },
    { name: 'half a varint', bytes: [1, 0x80] },
    { name: 'a missing count', bytes: [1, 1] },
    { name: 'half a count', bytes: [1, 1, 0xff] },
    { name: 'an overlong key', bytes: [1, 0x82, 0x00] },
    { name: 'an overlong count', bytes: [1, 1, 0x81, 0x00] },
    { name: 'a key beyond the last bin', bytes: [1, 0xff, 0xff, 0x1a] },
    { name: 'a huge number', bytes: [1, ...Array(9).fill(0xff), 0x7f] },
    { name: 'a count beyond 2^53', bytes: [1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f] },
  ]
  it.each(cases)('$name is refused', ({ bytes }) => {
    expect(() => Sketch.from(Uint8Array.from(bytes))).toThrow(CorruptSketchError)
    expect(() => mergeEncodedSketches([encodeValues([1]), Uint8Array.from(bytes)])).toThrow(CorruptSketchError)
    expect(hex(mergeEncodedSketches([encodeValues([2])]))).toBe(hex(encodeValues([2])))
  })

  it('any bytes are refused or are the one encoding of what they hold', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (tail) => {
        const bytes = Uint8Array.from([1, ...tail])
        try {
          expect(hex(Sketch.from(bytes).encode())).toBe(hex(bytes))
        } catch (error) {
          expect(error).toBeInstanceOf(CorruptSketchError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
