import { describe, expect, test } from 'vitest'
import { seededNormal, seededUniform } from '../../../test/seeded-random.ts'
import { sequenceWidth, TIGHTEST_AT_UNITS } from './confidence-sequence.ts'
import { normalQuantile } from './distributions.ts'

const ALPHA = 0.05
const LOOKS = 1000
const UNITS_PER_LOOK = 5

/** The share of A/A tests in which some look at both arms' running sums is further from 0 than `widthAt` standard errors. */
function falsePositives(tests: number, draw: () => number, widthAt: (units: number) => number): number {
  const widths = Float64Array.from({ length: LOOKS }, (_, look) => widthAt(2 * UNITS_PER_LOOK * (look + 1)))
  let found = 0
  for (let i = 0; i < tests; i++) {
    let [a, b, aa, bb] = [0, 0, 0, 0]
    for (let look = 0; look < LOOKS; look++) {
      for (let unit = 0; unit < UNITS_PER_LOOK; unit++) {
        const [x, y] = [draw(), draw()]
        a += x
        b += y
        aa += x * x
        bb += y * y
      }
      const n = (look + 1) * UNITS_PER_LOOK
      const variance = (aa - (a * a) / n + bb - (b * b) / n) / (n - 1) / n
      const difference = (b - a) / n
      if (difference * difference > widths[look]! ** 2 * variance && variance > 0) {
        found++
        break
      }
    }
  }
  return found / tests
}

const sequence = (units: number) => sequenceWidth(units, ALPHA, TIGHTEST_AT_UNITS)
const uniform = seededUniform(44)

describe('peeking 1,000 times at two equal arms stays under 5 % false positives', () => {
  test.each([
    ['normal values', seededNormal(44)],
    ['conversion of 30 %', () => (uniform() < 0.3 ? 1 : 0)],
    ['conversion of 2 %', () => (uniform() < 0.02 ? 1 : 0)],
    ['skewed amounts, most of them 0', () => (uniform() < 0.2 ? -Math.log(uniform()) : 0)],
  ] as const)('%s [T-44 EXP-02]', (_, draw) => {
    expect(falsePositives(500, draw, sequence)).toBeLessThan(ALPHA)
  })

  test('an interval for one look would not: it is what the sequence is for [T-44]', () => {
    const fixed = normalQuantile(1 - ALPHA / 2)
    expect(falsePositives(100, seededNormal(45), () => fixed)).toBeGreaterThan(0.4)
  })

  test('50 looks with an interval for one: 32.8 % [T-44]', () => {
    const normal = seededNormal(46)
    const fixed = normalQuantile(1 - ALPHA / 2)
    let found = 0
    const tests = 20_000
    for (let i = 0; i < tests; i++) {
      let sum = 0
      let crossed = false
      for (let look = 1; look <= 50; look++) {
        sum += normal()
        crossed ||= Math.abs(sum) > fixed * Math.sqrt(look)
      }
      if (crossed) found++
    }
    expect(Math.abs(found / tests - 0.328)).toBeLessThan(0.015)
  })
})
