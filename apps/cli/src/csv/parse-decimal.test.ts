import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDecimal, parseNumber } from './parse-decimal.ts'

test.each([
  ['15.3', 2, 1530],
  ['22', 2, 2200],
  ['0.29', 2, 29],
  ['-27.5', 2, -2750],
  ['+1.05', 2, 105],
  ['.5', 2, 50],
  ['5.', 2, 500],
  ['1.500', 2, 150],
  ['1.005', 3, 1005],
  ['007', 0, 7],
  [' 4.20 ', 2, 420],
  ['-0.00', 2, 0],
  ['90071992547409.91', 2, Number.MAX_SAFE_INTEGER],
])('%s with %i decimals is %i', (text, decimals, expected) => {
  expect(parseDecimal(text, decimals)).toBe(expected)
})

test.each([
  ['1.005', 2, 'has more than 2 decimals'],
  ['90071992547409.92', 2, 'is too large to be exact'],
  ['', 2, 'is not a decimal number such as -12.50'],
  ['.', 2, 'is not a decimal number such as -12.50'],
  ['-', 2, 'is not a decimal number such as -12.50'],
  ['1,234.50', 2, 'is not a decimal number such as -12.50'],
  ['1e3', 2, 'is not a decimal number such as -12.50'],
  ['0x10', 2, 'is not a decimal number such as -12.50'],
  ['12 GBP', 2, 'is not a decimal number such as -12.50'],
])('%s with %i decimals is refused', (text, decimals, problem) => {
  expect(parseDecimal(text, decimals)).toEqual({ problem })
})

test('any whole number of minor units survives being written as a decimal', () => {
  const decimals = fc.integer({ min: 0, max: 6 })
  fc.assert(
    fc.property(fc.maxSafeInteger(), decimals, (minor, places) => {
      const digits = String(Math.abs(minor)).padStart(places + 1, '0')
      const cut = digits.length - places
      const text = `${minor < 0 ? '-' : ''}${digits.slice(0, cut)}${places > 0 ? `.${digits.slice(cut)}` : ''}`
      expect(parseDecimal(text, places)).toBe(minor)
    }),
  )
})

test.each([
  ['12', 12],
  ['-0.5', -0.5],
  ['.5', 0.5],
  ['1e3', 1000],
])('%s is the number %d', (text, expected) => {
  expect(parseNumber(text)).toBe(expected)
})

test.each(['', 'abc', '0x10', 'Infinity', 'NaN', '1,2', '1e999'])('%s is not a number', (text) => {
  expect(parseNumber(text)).toHaveProperty('problem')
})
