import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededHashes } from '../../test/seeded-random.ts'
import { BOTTOM_K, countBottomK, encodeBottomK, mergeEncodedBottomK } from './bottom-k.ts'
import { CorruptSketchError } from './corrupt-sketch-error.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
// Few distinct words, so that repeats and equal high words are common.
const word = fc.oneof(fc.nat({ max: 0xffffffff }), fc.nat({ max: 12 }), fc.constantFrom(0xffffffff, 0x80000000))
const hashes = fc.array(fc.tuple(word, word), { maxLength: 250 })

function encodePairs(pairs: readonly (readonly [number, number])[]): Uint8Array {
  return encodeBottomK(
    Uint32Array.from(pairs, (pair) => pair[0]),
    Uint32Array.from(pairs, (pair) => pair[1]),
  )
}

function smallestOf(pairs: readonly (readonly [number, number])[]): string {
  const all = new Set(pairs.map(([hi, lo]) => ((BigInt(hi) << 32n) | BigInt(lo)).toString(16).padStart(16, '0')))
  return `01${[...all].sort().slice(0, BOTTOM_K).join('')}`
}

describe('bottom-k', () => {
  it('holds the smallest distinct hashes, sorted, for any order, grouping and repetition', () => {
    fc.assert(
      fc.property(hashes, fc.array(fc.nat({ max: 3 }), { minLength: 250, maxLength: 250 }), (pairs, groups) => {
        const whole = smallestOf(pairs)
        const parts = [0, 1, 2, 3].map((group) => encodePairs(pairs.filter((_, i) => groups[i] === group)))
        const [a, b, ...rest] = parts
        expect(hex(encodePairs(pairs))).toBe(whole)
        expect(hex(mergeEncodedBottomK(parts))).toBe(whole)
        expect(hex(mergeEncodedBottomK([...parts, ...parts].reverse()))).toBe(whole)
        expect(hex(mergeEncodedBottomK([mergeEncodedBottomK([a!, b!]), mergeEncodedBottomK(rest)]))).toBe(whole)
      }),
      { numRuns: 300 },
    )
  })

  it.each([0, 1, 10, 63])('counts %d hashes exactly', (size) => {
    const { his, los } = seededHashes(size + 1, size)
    expect(countBottomK(encodeBottomK(his, los))).toEqual({ exact: true, count: size })
  })

  it.each([64, 65, 1000, 100_000])('estimates %d hashes', (size) => {
    const { his, los } = seededHashes(size, size)
    const { exact, count } = countBottomK(encodeBottomK(his, los))
    expect(exact).toBe(false)
    expect(Math.abs(count / size - 1)).toBeLessThan(3 / Math.sqrt(BOTTOM_K - 2))
  })

  it('encodes a slice', () => {
    const { his, los } = seededHashes(3, 10)
    expect(hex(encodeBottomK(his, los, 2, 5))).toBe(hex(encodeBottomK(his.slice(2, 5), los.slice(2, 5))))
  })

  it('survives a full set of the smallest hashes there are', () => {
    const los = Uint32Array.from({ length: 64 }, (_, i) => i)
    expect(countBottomK(encodeBottomK(new Uint32Array(64), los)).count).toBeGreaterThan(1e18)
  })

  const corrupt = [
    { name: 'no bytes', bytes: [] },
    { name: 'another version', bytes: [2] },
    { name: 'half a hash', bytes: [1, 0, 0, 0, 1] },
    { name: 'a repeated hash', bytes: [1, ...Array(16).fill(7)] },
    { name: 'hashes out of order', bytes: [1, ...Array(8).fill(7), ...Array(8).fill(6)] },
    { name: 'too many hashes', bytes: [1, ...Array.from({ length: 65 }, (_, i) => Array(8).fill(i)).flat()] },
  ]
  it.each(corrupt)('$name is refused', ({ bytes }) => {
    expect(() => mergeEncodedBottomK([encodePairs([[1, 1]]), Uint8Array.from(bytes)])).toThrow(CorruptSketchError)
    expect(() => countBottomK(Uint8Array.from(bytes))).toThrow(CorruptSketchError)
  })
})
