/** What a provider charges for a job, in minor units of a currency, from some day on. */
export interface Price {
  readonly provider: string
  readonly pipeline: string
  /** epoch ms, inclusive */
  readonly from: number
  /** epoch ms, exclusive; null while it holds */
  readonly to: number | null
  readonly currency: string
  readonly perJob: number
  readonly perSecond: number
}

export interface Cost {
  readonly currency: string
  /** whole minor units, rounded up as providers bill */
  readonly amount: number
}

const price = (
  provider: string,
  pipeline: string,
  [from, to]: readonly [string, string | null],
  perJob: number,
  perSecond: number,
): Price => ({
  provider,
  pipeline,
  from: Date.parse(from),
  to: to === null ? null : Date.parse(to),
  currency: 'USD',
  perJob,
  perSecond,
})

/** Estimates, with the stretch of time that each holds for: a new price is a new row and the old one is closed. */
export const PRICES: readonly Price[] = [
  price('Tripo', '3d_generation', ['2024-01-01', '2026-01-01'], 20, 0),
  price('Tripo', '3d_generation', ['2026-01-01', null], 25, 0),
  price('Replicate', '3d_generation', ['2024-01-01', null], 0, 0.23),
  price('HuggingFace', '3d_generation', ['2024-01-01', null], 0, 0.12),
  price('Gemini', 'image_description', ['2024-01-01', '2026-06-01'], 2, 0),
  price('Gemini', 'image_description', ['2026-06-01', null], 1, 0),
  price('HuggingFace', 'image_description', ['2024-01-01', null], 1, 0.02),
  price('Replicate', 'asset_processing', ['2024-01-01', null], 0, 0.1),
]

/**
 * What a job cost by the price that held when it ended; null where no price is known. The answer is stored with the job,
 * so that a later price changes no number of the past. Pure.
 */
export function costOf(
  job: { readonly provider: string; readonly pipeline: string; readonly at: number; readonly durationMs: number },
  prices: readonly Price[] = PRICES,
): Cost | null {
  const held = prices.find(
    ({ provider, pipeline, from, to }) =>
      provider === job.provider && pipeline === job.pipeline && from <= job.at && (to === null || job.at < to),
  )
  if (held === undefined) return null
  return { currency: held.currency, amount: Math.ceil(held.perJob + (held.perSecond * job.durationMs) / 1000) }
}
