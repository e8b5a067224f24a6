import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatUuid, isUuid, parseUuid, uuidFromTimeAndHash, uuidTime, uuidVersion, uuidv7 } from './ids.ts'

const anyMs = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const anyHash = fc.uint8Array({ minLength: 16, maxLength: 16 })

describe('uuid bytes and text', () => {
  it('round-trips', () => {
    fc.assert(
      fc.property(anyHash, (bytes) => {
        expect(parseUuid(formatUuid(bytes))).toEqual(bytes)
        expect(parseUuid(formatUuid(bytes).toUpperCase())).toEqual(bytes)
        expect(isUuid(formatUuid(bytes))).toBe(true)
      }),
    )
  })
  it('refuses what is not a UUID', () => {
    for (const text of [
      '',
      'x',
      '{00000000-0000-0000-0000-000000000000}',
      '00000000000000000000000000000000',
      '00000000-0000-0000-0000-00000000000g',
      '00000000-0000-0000-0000_000000000000',
      '0000000-00000-0000-0000-000000000000',
      '00000000-0000-0000-0000-0000000000é0',
    ]) {
      expect(isUuid(text)).toBe(false)
      expect(() => parseUuid(text)).toThrow(RangeError)
    }
  })
})

describe('uuidFromTimeAndHash', () => {
  it('is a version 8 id that keeps its time and depends only on its inputs', () => {
    fc.assert(
      fc.property(anyMs, anyHash, (ms, hash) => {
        const id = uuidFromTimeAndHash(ms, hash)
        expect(uuidTime(id)).toBe(ms)
        expect(uuidVersion(id)).toBe(8)
        expect('89ab').toContain(id.charAt(19))
        expect(uuidFromTimeAndHash(ms, hash)).toBe(id)
      }),
    )
  })
  it('refuses times that do not fit', () => {
    for (const ms of [-1, 0.5, Number.NaN, 2 ** 48]) {
      expect(() => uuidFromTimeAndHash(ms, new Uint8Array(16))).toThrow(RangeError)
    }
  })
})

describe('uuidv7', () => {
  it('keeps its time, its version and its order within a millisecond', () => {
    const ids = Array.from({ length: 1000 }, () => uuidv7(1_700_000_000_123))
    expect(new Set(ids).size).toBe(1000)
    expect([...ids].sort()).toEqual(ids)
    expect(ids.every((id) => isUuid(id) && uuidVersion(id) === 7 && uuidTime(id) === 1_700_000_000_123)).toBe(true)
  })
})
