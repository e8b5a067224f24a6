/** The queues and how many of their jobs one process runs at once. A slow job only delays its own lane. */
export const LANES = {
  ingest: { concurrency: 1 },
  rollup: { concurrency: 1 },
  rebuild: { concurrency: 1 },
  maintenance: { concurrency: 2 },
  alert: { concurrency: 1 },
  delivery: { concurrency: 1 },
} as const

export type Lane = keyof typeof LANES
