import { z } from 'zod'

/** What one Prometheus target says now. Unknown: nobody could tell in time, which is not the same as down. */
const LiveTarget = z.strictObject({
  target: z.string(),
  state: z.enum(['up', 'down', 'unknown']),
  /** why it is not up */
  reason: z.string().nullable(),
  latencyMs: z.number(),
  series: z.array(z.strictObject({ series: z.string(), value: z.number() })),
  /** series that are not listed */
  left: z.number(),
})

export const LiveHealth = z.strictObject({
  /** epoch ms */
  at: z.number(),
  targets: z.array(LiveTarget),
})
export type LiveHealth = z.infer<typeof LiveHealth>
