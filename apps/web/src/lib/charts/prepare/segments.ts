import type { Point } from './series.ts'

export interface Vertex {
  readonly t: number
  readonly v: number
}

/** An unbroken run of values: one path. Open ones are drawn dashed. */
export interface Segment {
  readonly open: boolean
  readonly vertices: readonly Vertex[]
}

/**
 * Cuts a series at its gaps and where its open buckets begin. The open part starts at the last closed value, so the
 * dashed line hangs on to the solid one. A value between two gaps is a segment of one vertex, drawn as a dot.
 */
export const splitSegments = (points: readonly Point[]): Segment[] => {
  const segments: Segment[] = []
  let run: Vertex[] = []
  let open = false
  const close = (): void => {
    if (run.length > 0) segments.push({ open, vertices: run })
    run = []
  }
  for (const { t, v, open: isOpen } of points) {
    if (v === null) {
      close()
      continue
    }
    if (isOpen !== open) {
      const last = run.at(-1)
      close()
      if (isOpen && last !== undefined) run = [last]
      open = isOpen
    }
    run.push({ t, v })
  }
  close()
  return segments
}
