import type { Unit } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { formatAxis, formatDetail, formatExact, formatShort, type NumberStyle, shortParts } from './number.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ').replaceAll('\u00a0', ' ')
const en = { locale: 'en' }

describe('three significant digits', () => {
  const cases: [number | null, Unit, string, NumberStyle?][] = [
    [null, 'count', '–'],
    [Number.NaN, 'count', '–'],
    [0, 'count', '0'],
    [999, 'count', '999'],
    [1234, 'count', '1.23K'],
    [999_999, 'count', '1M'],
    [-1234, 'count', '-1.23K'],
    [12.345, 'count', '12.3'],
    [1, 'events', '1 event'],
    [1_234_567, 'events', '1.23M events'],
    [0.4211, 'ms', '0.421 ms'],
    [999.4, 'ms', '999 ms'],
    [999.9, 'ms', '1 s'],
    [1234, 'ms', '1.23 s'],
    [90_000, 'ms', '1.5 min'],
    [5_400_000, 'ms', '1.5 h'],
    [345_600_000, 'ms', '4 d'],
    [90, 'seconds', '1.5 min'],
    [512, 'bytes', '512 B'],
    [1_536_000, 'bytes', '1.54 MB'],
    [0.1234, 'percent', '12.3 %'],
    [1, 'percent', '100 %'],
    [0.9997, 'percent', '>99.9 %'],
    [0.000123, 'percent', '0.0123 %'],
    [0.6666, 'ratio', '0.667'],
    [1534.2, 'per_second', '1.53K /s'],
    [123_456, 'currency', '1.23K'],
    [123_456, 'currency', '£1.23K', { currency: 'GBP' }],
    [1234, 'currency', '¥1.23K', { currency: 'JPY' }],
    [123_456, 'currency', '1.23K', { currency: 'not a code' }],
  ]
  test.each(cases)('%s %s is %s', (value, unit, text, style) => {
    expect(plain(formatShort(value, unit, { ...en, ...style }))).toBe(text)
  })
})

describe('exact', () => {
  const cases: [number | null, Unit, string, NumberStyle?][] = [
    [null, 'ms', '–'],
    [1_234_567, 'count', '1,234,567'],
    [1_234_567, 'events', '1,234,567 events'],
    [0.1 + 0.2, 'ratio', '0.3'],
    [0.07 * 3, 'percent', '21 %'],
    [1234.5678, 'ms', '1,234.5678 ms'],
    [123_456, 'currency', '1,234.56'],
    [123_456, 'currency', '£1,234.56', { currency: 'GBP' }],
    [1234, 'currency', '¥1,234', { currency: 'JPY' }],
  ]
  test.each(cases)('%s %s is %s', (value, unit, text, style) => {
    expect(plain(formatExact(value, unit, { ...en, ...style }))).toBe(text)
  })
})

test.each([
  [null, 'ms', '–'],
  [1_234_567, 'count', '1,234,567'],
  [35.118214341, 'ms', '35.118 ms'],
  [123_456.789, 'bytes', '123,457 B'],
  [0.0123456789, 'percent', '1.2346 %'],
  [123_456, 'currency', '1,234.56'],
] as const)('in detail, %s %s is %s', (value, unit, text) => {
  expect(plain(formatDetail(value, unit, en))).toBe(text)
})

test('follows the locale', () => {
  expect(plain(formatExact(1234.5, 'count', { locale: 'de' }))).toBe('1.234,5')
})

test('an axis has one unit and leaves it out where the title says it', () => {
  expect(formatAxis(1200, 2000, 'events', en)).toBe('1.2K')
  expect([0, 500, 1000].map((tick) => plain(formatAxis(tick, 1000, 'ms', en)))).toEqual(['0 s', '0.5 s', '1 s'])
  expect([0, 500_000].map((tick) => plain(formatAxis(tick, 2e6, 'bytes', en)))).toEqual(['0 MB', '0.5 MB'])
})

test('number and unit come apart', () => {
  expect(shortParts(1234, 'ms', en)).toEqual({ number: '1.23', unit: 's' })
})
