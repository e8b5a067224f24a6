import { describe, expect, test } from 'vitest'
import { entropyOf } from './entropy.ts'

const LN2 = Math.LN2

describe('entropy with the Miller-Madow correction [T-49]', () => {
  test.each([
    { name: 'nothing', weights: [], bits: null, evenness: null },
    { name: 'one value', weights: [5], bits: 0, evenness: 0 },
    { name: 'five events, five values', weights: [1, 1, 1, 1, 1], bits: Math.log2(5) + 4 / (10 * LN2), evenness: 1 },
    { name: 'five events, 3 to 2', weights: [3, 2], bits: 0.9709505944546686 + 1 / (10 * LN2), evenness: 1 },
    {
      name: 'five events, 4 to 1',
      weights: [4, 1],
      bits: 0.7219280948873623 + 1 / (10 * LN2),
      evenness: 0.7219280948873623 + 1 / (10 * LN2),
    },
    { name: 'a large even sample', weights: [5000, 5000], bits: 1 + 1 / (20_000 * LN2), evenness: 1 },
    { name: 'values never seen', weights: [4, 0, 0], bits: 0, evenness: 0 },
  ])('$name', ({ weights, bits, evenness }) => {
    const n = weights.reduce((sum, weight) => sum + weight, 0)
    for (const [scale, expected] of [
      ['bits', bits],
      ['evenness', evenness],
    ] as const) {
      const found = entropyOf(weights, n, scale)
      if (expected === null) expect(found).toBeNull()
      else expect(found).toBeCloseTo(expected, 12)
    }
  })

  test('the shares are of weights, the correction is of events: a sampled source is not taken to be larger', () => {
    expect(entropyOf([30, 20], 5, 'bits')).toBeCloseTo(0.9709505944546686 + 1 / (10 * LN2), 12)
  })
})
