import { z } from 'zod'

/** In rising order of urgency. */
export const SEVERITIES = ['info', 'warning', 'critical', 'emergency'] as const
export const Severity = z.enum(SEVERITIES)
export type Severity = z.infer<typeof Severity>
