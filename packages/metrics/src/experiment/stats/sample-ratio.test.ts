import { describe, expect, test } from 'vitest'
import { type ArmUnits, checkSampleRatio } from './sample-ratio.ts'

const arms = (...units: readonly (readonly [number, number])[]): ArmUnits[] =>
  units.map(([count, weight], i) => ({ variation: `v${i}`, units: count, weight }))

describe('units are spread as planned, p >= 0.001', () => {
  test.each([
    ['10,000 users: 164 off is chance', arms([5164, 1], [4836, 1]), 'ok'],
    ['10,000 users: 165 off is not', arms([5165, 1], [4835, 1]), 'mismatch'],
    ['in the other direction too', arms([4835, 50], [5165, 50]), 'mismatch'],
    ['planned 90 to 10 and found', arms([9012, 0.9], [988, 0.1]), 'ok'],
    ['planned 90 to 10, found 50 to 50', arms([5000, 0.9], [5000, 0.1]), 'mismatch'],
    ['three arms', arms([3333, 1], [3334, 1], [3333, 1]), 'ok'],
    ['an arm that got nobody counts', arms([500, 1], [500, 1], [0, 1]), 'mismatch'],
    ['one of two arms got nobody', arms([20, 1], [0, 1]), 'mismatch'],
    ['a unit where none was planned', arms([5000, 1], [5000, 1], [1, 0]), 'mismatch'],
    ['an arm planned empty and empty', arms([5000, 1], [5000, 1], [0, 0]), 'ok'],
    ['nobody anywhere', arms([0, 1], [0, 1]), 'too few units'],
    ['a small arm is tested together with the next', arms([490, 50], [500, 50], [3, 0.2]), 'ok'],
    ['and does not hide the others', arms([400, 50], [600, 50], [3, 0.2]), 'mismatch'],
    ['fewer than 5 expected', arms([9, 1], [0, 1]), 'too few units'],
    ['one arm cannot be compared', arms([100, 1]), 'too few units'],
  ] as const)('%s [T-45]', (_, split, verdict) => {
    expect(checkSampleRatio(split).verdict).toBe(verdict)
  })

  test('the statistic is (observed - expected)² / expected [T-45]', () => {
    expect(checkSampleRatio(arms([5165, 1], [4835, 1]))).toMatchObject({ chiSquare: 10.89 })
    expect(checkSampleRatio(arms([5165, 1], [4835, 1])).pValue).toBeCloseTo(0.000967, 6)
  })
})
