import type { EffectOrMissing } from './compare.ts'
import type { Missing } from './estimate.ts'
import type { SampleRatio } from './sample-ratio.ts'

export type Badge = 'significant' | 'not yet' | 'invalid: ratio mismatch'

export interface Verdict {
  readonly badge: Badge
  readonly reason: string
}

export interface Judged {
  readonly sampleRatio: SampleRatio
  readonly difference: EffectOrMissing
  /** the always-valid p-value after the correction for several metrics; null where there is no effect to judge */
  readonly adjustedPValue: number | null
  readonly correction: 'Holm' | 'Benjamini-Hochberg'
  readonly better: 'higher' | 'lower' | 'neither'
  readonly alpha: number
}

const WHY_MISSING: Readonly<Record<Missing, string>> = {
  'no units': 'an arm has no units yet',
  'too few units': 'an arm has fewer than two units',
  'no denominator': 'an arm has nothing to divide by',
  'nothing varies': 'all units did the same',
  'control is zero': 'the control is 0',
  suppressed: 'an arm has too few people to show its numbers',
}

const percent = (share: number): string => `${Number((share * 100).toFixed(3))} %`

/** "higher, which is better" */
function direction(value: number, better: Judged['better']): string {
  const is = value > 0 ? 'higher' : 'lower'
  return better === 'neither' ? is : `${is}, which is ${is === better ? 'better' : 'worse'}`
}

/**
 * What the badge says and why. A broken split makes every number worthless; only then does the confidence sequence decide,
 * which may be looked at as often as one likes.
 */
export function judge(judged: Judged): Verdict {
  if (judged.sampleRatio.verdict === 'mismatch')
    return {
      badge: 'invalid: ratio mismatch',
      reason: 'units are not spread over the variations as planned, so the arms cannot be compared',
    }
  if ('missing' in judged.difference) return { badge: 'not yet', reason: WHY_MISSING[judged.difference.missing] }
  const { value, always } = judged.difference.effect
  const pValue = judged.adjustedPValue ?? always.pValue
  if (pValue < judged.alpha)
    return {
      badge: 'significant',
      reason: `${direction(value, judged.better)}; the chance of seeing this with no effect is below ${percent(judged.alpha)} however often one looks`,
    }
  const reason =
    always.pValue < judged.alpha
      ? `alone it would be told from no effect, but not after the ${judged.correction} correction for several metrics`
      : 'the confidence sequence still holds no effect'
  return { badge: 'not yet', reason }
}
