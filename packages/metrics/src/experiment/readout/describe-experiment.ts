import type { ExperimentSpec } from '@tidemark/contracts'

const hours = (ms: number): string => `${Number((ms / 3_600_000).toFixed(2))} h`

/** How the numbers of an experiment come about, one line each. Pure. */
export function describeExperiment(spec: ExperimentSpec): string[] {
  const lines = [
    `Each ${spec.unit} belongs to the variation it was first exposed to; one that saw several belongs to none.`,
    `Its events count from first exposure for ${hours(spec.maturesMs)}, and it counts once those have passed.`,
    'A mean is per unit; a ratio is pooled over units, with the delta method for its error.',
    'Numbers are adjusted with what units did for as long before exposure (CUPED), and shown without, too.',
    'Bounds and badges come from a confidence sequence, which holds however often one looks.',
    'Primary metrics are corrected with Holm, secondary ones with Benjamini-Hochberg.',
  ]
  if (spec.capQuantile !== undefined)
    lines.push(`Values of units are capped at quantile ${spec.capQuantile} of those that are not 0.`)
  return lines
}
