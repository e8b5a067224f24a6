import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CellState, gateCounts, gateSteps } from './suppress.ts'

const show = (states: readonly CellState[]) => states.map((state) => (state === 'value' ? 'v' : '-')).join('')

describe('small cells hide, and what would give them away [PRV-02 C-20 T-05]', () => {
  test.each([
    ['one small cell takes the smallest visible one with it', [60, 33, 7], 'v--'],
    ['two small ones that are many together stay two', [60, 33, 6, 7], 'vv--'],
    ['as many as it takes', [60, 8, 1], '---'],
    ['nobody is told of, and hides nobody', [60, 0, 7, 20], 'vv--'],
    ['nothing to hide', [60, 10, 0], 'vvv'],
    ['all small', [3, 4], '--'],
    ['of equals the earlier is given up', [9, 20, 20], '--v'],
    ['no cells', [], ''],
  ])('%s', (_name, counts, expected) => expect(show(gateCounts(counts, 10))).toBe(expected))

  test('nothing that can be added or subtracted tells of fewer than k', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 8 }), fc.integer({ min: 2, max: 15 }), (counts, k) => {
        const states = gateCounts(counts, k)
        const visible = counts.filter((count, i) => states[i] === 'value' && count > 0)
        const hidden = counts.reduce((sum, count, i) => sum + (states[i] === 'value' ? 0 : count), 0)
        for (const count of visible) expect(count).toBeGreaterThanOrEqual(k)
        // Hidden below k only where the total is all there is.
        if (visible.length > 0 && hidden > 0) expect(hidden).toBeGreaterThanOrEqual(k)
      }),
    )
  })
})

describe('steps hide where few would be told of, or few dropped off [PRV-02 C-20]', () => {
  test.each([
    ['all many', [100, 60, 20], 'vvv'],
    ['few left', [100, 60, 7], 'vv-'],
    ['few dropped off', [100, 95, 60], 'v-v'],
    ['none dropped off', [100, 100, 60], 'vvv'],
    ['none left', [100, 0, 0], 'vvv'],
    ['few began', [4, 2], '--'],
    ['little by little', [100, 96, 92, 88, 84], 'v--v-'],
  ])('%s', (_name, counts, expected) => expect(show(gateSteps(counts, 10))).toBe(expected))
})
