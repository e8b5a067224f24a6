import { z } from 'zod'

/** The bucket sizes that are stored. 1d and 1w follow the project's timezone and week start, the others are UTC-aligned. */
export const GRAINS = ['1m', '5m', '1h', '1d', '1w'] as const
export const Grain = z.enum(GRAINS)
export type Grain = z.infer<typeof Grain>

/** The number under which a grain is stored. Append only. */
export const GRAIN_ID = { '1m': 1, '5m': 2, '1h': 3, '1d': 4, '1w': 5 } as const satisfies Record<Grain, number>
