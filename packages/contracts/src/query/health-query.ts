import { z } from 'zod'
import { Range } from './metric-query.ts'

/** Degraded lies between healthy and unhealthy. Unknown: nothing was measured. Maintenance: planned, and counts as nothing. */
const HEALTH_STATES = ['healthy', 'degraded', 'unhealthy', 'unknown', 'maintenance'] as const
export const HealthState = z.enum(HEALTH_STATES)
export type HealthState = z.infer<typeof HealthState>

export const HealthQuery = z.strictObject({
  /** one pack only */
  pack: z.string().min(1).max(128).optional(),
  /** over which uptime is told */
  range: Range,
})
export type HealthQuery = z.infer<typeof HealthQuery>

export const Uptime = z.strictObject({
  upMs: z.number(),
  downMs: z.number(),
  unknownMs: z.number(),
  maintenanceMs: z.number(),
  /** up / (up + down), 0 to 1; null where nothing is known */
  uptime: z.number().nullable(),
})
export type Uptime = z.infer<typeof Uptime>

const Bound = z.strictObject({ op: z.enum(['>', '>=', '<', '<=', '=', '!=']), value: z.number() })

export const HealthResult = z.strictObject({
  overall: HealthState,
  uptime: Uptime,
  subsystems: z.array(
    z.strictObject({
      /** pack.subsystem */
      id: z.string(),
      title: z.string(),
      metric: z.string(),
      stat: z.string(),
      unit: z.string(),
      /** over the last window; null: nothing was measured */
      value: z.number().nullable(),
      windowMs: z.number(),
      healthy: Bound,
      unhealthy: Bound,
      state: HealthState,
      uptime: Uptime,
    }),
  ),
  range: z.strictObject({ from: z.number(), to: z.number() }),
  /** starts of the stretches that uptime is made of, and the worst state in each */
  buckets: z.array(z.number()),
  states: z.array(HealthState),
})
export type HealthResult = z.infer<typeof HealthResult>
