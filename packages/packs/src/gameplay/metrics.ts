import { combatMetrics } from './metrics/combat.ts'
import { progressionMetrics } from './metrics/progression.ts'
import { sessionMetrics } from './metrics/sessions.ts'

export const metrics = { ...sessionMetrics, ...combatMetrics, ...progressionMetrics }
