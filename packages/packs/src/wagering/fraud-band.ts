/** The bands of a fraud score, from low to critical. */
export const FRAUD_BANDS = ['low', 'medium', 'high', 'critical'] as const
export type FraudBand = (typeof FRAUD_BANDS)[number]

/** The band of a score from 0 to 100: low [0, 20), medium [20, 50), high [50, 75], critical (75, 100]. Pure. */
export function fraudBandOf(score: number): FraudBand {
  if (score < 20) return 'low'
  if (score < 50) return 'medium'
  return score <= 75 ? 'high' : 'critical'
}
