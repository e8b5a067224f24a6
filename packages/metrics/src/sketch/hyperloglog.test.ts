import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededHashes } from '../../test/seeded-random.ts'
import { CorruptSketchError } from './corrupt-sketch-error.ts'
import { DISTINCT_RELATIVE_ERROR, encodeHashes, estimateUnions, mergeEncodedDistinct } from './hyperloglog.ts'

const estimateDistinct = (bytes: Uint8Array) => estimateUnions([[bytes]]).all
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const hashes = fc.array(fc.tuple(fc.nat({ max: 0xffffffff }), fc.nat({ max: 0xffffffff })), { maxLength: 300 })

function encodePairs(pairs: readonly (readonly [number, number])[]): Uint8Array {
  return encodeHashes(
    Uint32Array.from(pairs, (pair) => pair[0]),
    Uint32Array.from(pairs, (pair) => pair[1]),
  )
}

describe('estimate', () => {
  const sizes = [
    { size: 1, seeds: 100 },
    { size: 2, seeds: 100 },
    { size: 10, seeds: 100 },
    { size: 100, seeds: 100 },
    { size: 1000, seeds: 60 },
    { size: 4096, seeds: 60 },
    { size: 10_000, seeds: 60 },
    { size: 20_000, seeds: 40 },
    { size: 100_000, seeds: 20 },
    { size: 1_000_000, seeds: 4 },
  ]
  // Of normal errors 0.3 % lie beyond 3 sigma; one of these few may, none may lie beyond 4.
  it.each(sizes)('of $size hashes is within 3 sigma over $seeds seeds, and unbiased', ({ size, seeds }) => {
    const errors = Array.from({ length: seeds }, (_, seed) => {
      const { his, los } = seededHashes(seed * 7919 + size, size)
      return estimateDistinct(encodeHashes(his, los)) - size
    })
    const sigma = DISTINCT_RELATIVE_ERROR * size
    const beyond = (limit: number) => errors.filter((error) => Math.abs(error) > Math.max(1, limit)).length
    expect(beyond(3 * sigma)).toBeLessThanOrEqual(1)
    expect(beyond(4 * sigma)).toBe(0)
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / seeds)).toBeLessThan((3 * sigma) / Math.sqrt(seeds))
  })

  it('of nothing is 0', () => expect(estimateDistinct(encodePairs([]))).toBe(0))

  it.each([1, 7, 300, 640])('of %d hashes is exact', (size) => {
    const { his, los } = seededHashes(size, size)
    expect(estimateDistinct(encodeHashes(his, los))).toBe(size)
  })

  it('counts the same hash once', () => {
    const { his, los } = seededHashes(5, 1)
    expect(estimateDistinct(encodeHashes(new Uint32Array(500).fill(his[0]!), new Uint32Array(500).fill(los[0]!)))).toBe(
      1,
    )
  })

  it('survives hashes of all zero bits in every register', () => {
    const his = Uint32Array.from({ length: 4096 }, (_, index) => index << 20)
    const estimate = estimateDistinct(encodeHashes(his, new Uint32Array(4096)))
    expect(estimate).toBeGreaterThan(1e15)
  })
})

describe('encoding', () => {
  it('is frozen', () => {
    expect(hex(encodePairs([]))).toBe('01')
    expect(hex(encodePairs([[0x00080000, 0]]))).toBe('01808020')
    expect(
      hex(
        encodePairs([
          [0x00380000, 0],
          [0x00000000, 0],
        ]),
      ),
    ).toBe('010035ffffdf01')
  })

  it('lists up to 640 members and never takes more than 3,073 bytes', () => {
    const { his, los } = seededHashes(9, 100_000)
    expect(encodeHashes(his, los, 0, 10).length).toBeLessThan(52)
    expect(encodeHashes(his, los, 0, 640).length).toBeLessThan(2600)
    expect(encodeHashes(his, los, 0, 640)[0]).toBe(1)
    expect(encodeHashes(his, los, 0, 641)[0]).toBe(2)
    expect(encodeHashes(his, los).length).toBe(3073)
    expect(encodeHashes(his, los)[0]).toBe(2)
  })

  it('merges by any order, grouping and repetition to the same bytes', () => {
    fc.assert(
      fc.property(hashes, fc.array(fc.nat({ max: 3 }), { minLength: 300, maxLength: 300 }), (pairs, groups) => {
        const whole = hex(encodePairs(pairs))
        const parts = [0, 1, 2, 3].map((group) => encodePairs(pairs.filter((_, i) => groups[i] === group)))
        const [a, b, ...rest] = parts
        expect(hex(encodePairs([...pairs].reverse()))).toBe(whole)
        expect(hex(mergeEncodedDistinct(parts))).toBe(whole)
        expect(hex(mergeEncodedDistinct([...parts, ...parts].reverse()))).toBe(whole)
        expect(hex(mergeEncodedDistinct([mergeEncodedDistinct([a!, b!]), mergeEncodedDistinct(rest)]))).toBe(whole)
        expect(estimateUnions([parts]).all).toBe(estimateDistinct(encodePairs(pairs)))
        expect(estimateUnions([[a!, b!], [], rest])).toEqual({
          each: [estimateDistinct(mergeEncodedDistinct([a!, b!])), 0, estimateDistinct(mergeEncodedDistinct(rest))],
          all: estimateDistinct(encodePairs(pairs)),
        })
      }),
      { numRuns: 200 },
    )
  })

  it('crosses from sparse to dense the same way by merging', () => {
    const { his, los } = seededHashes(13, 60_000)
    const parts = Array.from({ length: 60 }, (_, i) => encodeHashes(his, los, i * 1000, (i + 1) * 1000))
    expect(hex(mergeEncodedDistinct(parts))).toBe(hex(encodeHashes(his, los)))
    const halves = [mergeEncodedDistinct(parts.slice(0, 20)), mergeEncodedDistinct(parts.slice(20))]
    expect(hex(mergeEncodedDistinct(halves))).toBe(hex(encodeHashes(his, los)))
    for (const some of [parts, [...parts].reverse(), parts.slice(0, 1), halves])
      expect(estimateUnions([some]).all).toBe(estimateDistinct(mergeEncodedDistinct(some)))
    const some = [parts.slice(0, 1), [], parts.slice(1, 30), halves.slice(1), parts.slice(2, 3)]
    expect(estimateUnions(some)).toEqual({
      each: some.map((list) => estimateDistinct(mergeEncodedDistinct(list))),
      all: estimateDistinct(mergeEncodedDistinct(some.flat())),
    })
  })

  it('keeps the ranks that other halves decided when lists become registers', () => {
    const his = Uint32Array.from({ length: 4096 }, (_, index) => index << 20)
    const los = new Uint32Array(4096).fill(0x8000_0000)
    const parts = Array.from({ length: 8 }, (_, i) => encodeHashes(his, los, i * 512, (i + 1) * 512))
    expect(estimateUnions(parts.map((part) => [part])).all).toBe(estimateDistinct(encodeHashes(his, los)))
  })

  it('estimates the union of lists and registers, in any order, as that of all', () => {
    const { his, los } = seededHashes(17, 10_300)
    const few = encodeHashes(his, los, 0, 300)
    const many = encodeHashes(his, los, 300)
    const low = encodePairs(Array.from({ length: 40 }, (_, i) => [(i * 97) << 20, i] as const))
    const lists = [[few], [many], [low]]
    for (const order of [
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const some = order.map((i) => lists[i]!)
      expect(estimateUnions(some).all).toBe(estimateDistinct(mergeEncodedDistinct(some.flat())))
    }
  })
})

describe('hostile bytes', () => {
  const cases = [
    { name: 'no bytes', bytes: [] },
    { name: 'another version', bytes: [3] },
    { name: 'a word of zeros without its rank', bytes: [1, 0] },
    { name: 'rank 20', bytes: [1, 0, 20] },
    { name: 'rank 54', bytes: [1, 0, 54] },
    { name: 'half a varint', bytes: [1, 0x80] },
    { name: 'an overlong varint', bytes: [1, 0x81, 0] },
    { name: 'a word beyond the last', bytes: [1, 0x80, 0x80, 0x80, 0x80, 0x10] },
    { name: 'a number beyond 2^53', bytes: [1, ...Array(9).fill(0xff), 1] },
    { name: 'a short dense set', bytes: [2, 0, 0, 0] },
    { name: 'a dense rank of 63', bytes: [2, ...Array(3072).fill(0xff)] },
    { name: 'a list of 641', bytes: [1, 1, ...Array(640).fill(0)] },
  ]
  it.each(cases)('$name is refused, and leaves nothing behind', ({ bytes }) => {
    const good = encodePairs([[0x12345678, 1]])
    expect(() => mergeEncodedDistinct([good, Uint8Array.from(bytes)])).toThrow(CorruptSketchError)
    expect(() => estimateDistinct(Uint8Array.from(bytes))).toThrow(CorruptSketchError)
    expect(hex(mergeEncodedDistinct([]))).toBe('01')
  })
})
