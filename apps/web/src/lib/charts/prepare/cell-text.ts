import type { Unit } from '@tidemark/contracts'
import { formatDetail, type NumberStyle } from '../../format/number.ts'
import type { Point } from './series.ts'

/** A cell as text: its value, or which of the two kinds of nothing it is. */
export const cellText = (point: Pick<Point, 'v' | 'keptBack'> | undefined, unit: Unit, style: NumberStyle): string => {
  if (point?.keptBack) return 'hidden'
  return point === undefined || point.v === null ? 'no data' : formatDetail(point.v, unit, style)
}
