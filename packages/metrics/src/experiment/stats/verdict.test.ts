import { expect, test } from 'vitest'
import { difference, type EffectOrMissing } from './compare.ts'
import { type Judged, judge } from './verdict.ts'

const effect = (value: number): EffectOrMissing =>
  difference(
    { estimate: { units: 5000, value: 1, variance: 0.01 } },
    { estimate: { units: 5000, value: 1 + value, variance: 0.01 } },
    { alpha: 0.05, tightestAt: 5000 },
  )
const SOUND: Judged = {
  sampleRatio: { verdict: 'ok', chiSquare: 1, pValue: 0.3 },
  difference: effect(1),
  adjustedPValue: 0.001,
  correction: 'Holm',
  better: 'higher',
  alpha: 0.05,
}

test.each<[string, Partial<Judged>, string, RegExp]>([
  ['an effect', {}, 'significant', /^higher, which is better; .* below 5 % however often/],
  ['a harm', { difference: effect(-1) }, 'significant', /^lower, which is worse/],
  ['a fall of what should fall', { difference: effect(-1), better: 'lower' }, 'significant', /^lower, which is better/],
  ['a change of what is neither', { better: 'neither' }, 'significant', /^higher;/],
  ['no effect', { difference: effect(0.1), adjustedPValue: 1 }, 'not yet', /still holds no effect/],
  ['alone, not among many', { adjustedPValue: 0.06 }, 'not yet', /not after the Holm correction/],
  ['at the level itself', { adjustedPValue: 0.05 }, 'not yet', /not after/],
  ['no units', { difference: { missing: 'no units' } }, 'not yet', /no units yet/],
  ['too few people', { difference: { missing: 'suppressed' } }, 'not yet', /too few people/],
  [
    'too few units to check the split',
    { sampleRatio: { verdict: 'too few units', chiSquare: null, pValue: null } },
    'significant',
    /^higher/,
  ],
  [
    'a broken split, whatever the effect',
    { sampleRatio: { verdict: 'mismatch', chiSquare: 30, pValue: 0 }, difference: { missing: 'suppressed' } },
    'invalid: ratio mismatch',
    /not spread .* as planned/,
  ],
])('%s [EXP-02 T-45]', (_, change, badge, reason) => {
  const verdict = judge({ ...SOUND, ...change })
  expect(verdict.badge).toBe(badge)
  expect(verdict.reason).toMatch(reason)
})
