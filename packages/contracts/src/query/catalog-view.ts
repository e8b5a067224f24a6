import { z } from 'zod'
import { METRIC_KINDS, METRIC_WIDGETS, STATS, UNITS } from '../spec/index.ts'

/** What a page or a tool needs to know of the catalog. */
export const CatalogView = z.strictObject({
  version: z.string(),
  metrics: z.array(
    z.strictObject({
      id: z.string(),
      pack: z.string(),
      title: z.string(),
      description: z.string(),
      kind: z.enum(METRIC_KINDS),
      unit: z.enum(UNITS),
      better: z.enum(['higher', 'lower', 'neither']),
      stats: z.array(z.enum(STATS)),
      defaultStat: z.enum(STATS),
      events: z.array(z.string()),
      /** kept dimensions that can be filtered and broken down by */
      dimensions: z.array(z.string()),
      definition: z.string(),
      version: z.number(),
    }),
  ),
  events: z.array(
    z.strictObject({
      type: z.string(),
      pack: z.string(),
      title: z.string(),
      version: z.string(),
      dimensions: z.array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          type: z.string(),
          kept: z.boolean(),
          personal: z.boolean(),
          optional: z.boolean(),
        }),
      ),
      measures: z.array(
        z.strictObject({ name: z.string(), title: z.string(), unit: z.enum(UNITS), optional: z.boolean() }),
      ),
    }),
  ),
  dashboards: z.array(
    z.strictObject({
      id: z.string(),
      pack: z.string(),
      title: z.string(),
      rows: z.array(
        z.array(
          z.strictObject({
            kind: z.enum(METRIC_WIDGETS),
            title: z.string(),
            metric: z.string(),
            stat: z.enum(STATS),
            breakdown: z.string().nullable(),
            width: z.number(),
          }),
        ),
      ),
    }),
  ),
})
export type CatalogView = z.infer<typeof CatalogView>
