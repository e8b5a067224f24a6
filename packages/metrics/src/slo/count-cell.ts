/** What happened in some stretch of time. Good events never exceed the total. */
export interface EventCounts {
  readonly good: number
  readonly total: number
}

/** What may be told of a stretch, or why nothing is: too few people are behind it, or nothing was collected. */
export type CountCell = ({ readonly state: 'value' } & EventCounts) | { readonly state: 'suppressed' | 'none' }

export const NONE: CountCell = { state: 'none' }
export const SUPPRESSED: CountCell = { state: 'suppressed' }

/** What two pieces come to together: nothing is told where a part is kept back. Pure. */
export function addCells(a: CountCell, b: CountCell): CountCell {
  if (a.state === 'value' && b.state === 'value')
    return { state: 'value', good: a.good + b.good, total: a.total + b.total }
  if (a.state === 'suppressed' || b.state === 'suppressed') return SUPPRESSED
  return a.state === 'value' ? a : b
}
