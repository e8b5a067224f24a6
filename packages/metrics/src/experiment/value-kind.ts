import type { ExperimentSpec, MetricSpec } from '@tidemark/contracts'
import type { ValueKind } from './readout/unit-values.ts'

/** How a metric is read per unit; null where it has no value of one unit that could be compared. Pure. */
export function valueKindOf(spec: MetricSpec, unit: ExperimentSpec['unit']): ValueKind | null {
  switch (spec.kind) {
    case 'count':
    case 'sum':
      return 'mean'
    case 'mean':
    case 'distribution':
    case 'ratio':
      return 'ratio'
    case 'distinct':
      return spec.unitOf === unit ? 'conversion' : null
    default:
      return null
  }
}
