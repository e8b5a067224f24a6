import { z } from 'zod'
import {
  BOARD_PERIODS,
  BOUND_OPS,
  COHORT_PERIODS,
  METRIC_KINDS,
  METRIC_WIDGETS,
  SLO_WINDOWS,
  STATS,
  UNITS,
} from '../spec/index.ts'

const UnitOf = z.enum(['actor', 'session'])
/** what every declaration of a pack tells */
const Declared = { id: z.string(), pack: z.string(), title: z.string() }
/** event types that it is read from */
const events = z.array(z.string())
const names = z.array(z.string())

const Placed = { title: z.string(), width: z.number() }
const Answer = { ...Placed, of: z.string().describe('pack.name') }
const breakdown = z.string().nullable()

/** A widget of a board. What it names carries its pack: `pack.name`. */
export const WidgetView = z.discriminatedUnion('kind', [
  z.strictObject({
    ...Placed,
    kind: z.enum(METRIC_WIDGETS),
    metric: z.string(),
    stat: z.enum(STATS),
    breakdown,
  }),
  z.strictObject({ ...Answer, kind: z.literal('funnel'), breakdown }),
  z.strictObject({ ...Answer, kind: z.literal('retention'), breakdown }),
  z.strictObject({ ...Answer, kind: z.literal('stall'), breakdown }),
  z.strictObject({ ...Answer, kind: z.literal('slo') }),
  z.strictObject({ ...Answer, kind: z.literal('experiment') }),
  z.strictObject({ ...Placed, kind: z.literal('health'), pack: z.string() }),
  z.strictObject({ ...Placed, kind: z.literal('incidents') }),
])
export type WidgetView = z.infer<typeof WidgetView>

const MetricView = z.strictObject({
  ...Declared,
  description: z.string(),
  kind: z.enum(METRIC_KINDS),
  unit: z.enum(UNITS),
  better: z.enum(['higher', 'lower', 'neither']),
  stats: z.array(z.enum(STATS)),
  defaultStat: z.enum(STATS),
  events,
  /** kept dimensions that can be filtered and broken down by */
  dimensions: names,
  definition: z.string(),
  version: z.number(),
})

const EventView = z.strictObject({
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
})

/** Answers other than metrics: what they are read from, and the dimensions that they may be filtered by. */
const AnswerViews = {
  funnels: z.array(
    z.strictObject({
      ...Declared,
      unit: UnitOf,
      steps: names,
      withinMs: z.number(),
      breakdowns: names,
      dimensions: names,
      events,
    }),
  ),
  cohorts: z.array(
    z.strictObject({ ...Declared, period: z.enum(COHORT_PERIODS), by: names, dimensions: names, events }),
  ),
  stalls: z.array(
    z.strictObject({ ...Declared, unit: UnitOf, steps: z.number(), breakdowns: names, dimensions: names, events }),
  ),
  slos: z.array(
    z.strictObject({
      ...Declared,
      description: z.string(),
      objective: z.number(),
      window: z.enum(SLO_WINDOWS),
      dimensions: names,
      events,
    }),
  ),
  experiments: z.array(
    z.strictObject({
      ...Declared,
      unit: UnitOf,
      control: z.string(),
      /** dimension of the exposure that names the experiment */
      experiment: z.string(),
      /** dimension of the exposure that names the variation */
      variation: z.string(),
      /** event types of the exposure */
      exposures: z.array(z.string()),
      primary: names,
      secondary: names,
      overlays: names,
      maturesMs: z.number(),
      events,
    }),
  ),
}

const SubsystemView = z.strictObject({ ...Declared, metric: z.string(), stat: z.enum(STATS) })

const Threshold = z.strictObject({
  op: z.enum(BOUND_OPS),
  value: z.number(),
  severity: z.enum(['warning', 'critical']),
  /** pack.lever */
  levers: names,
})

/** What a page or a tool needs to know of the catalog. */
export const CatalogView = z.strictObject({
  version: z.string(),
  packs: z.array(z.strictObject({ name: z.string(), title: z.string() })),
  metrics: z.array(MetricView),
  events: z.array(EventView),
  ...AnswerViews,
  subsystems: z.array(SubsystemView),
  kpis: z.array(
    z.strictObject({
      id: z.string(),
      pack: z.string(),
      metric: z.string(),
      stat: z.enum(STATS),
      thresholds: z.array(Threshold),
    }),
  ),
  levers: z.array(z.strictObject({ ...Declared, action: z.string() })),
  dashboards: z.array(
    z.strictObject({
      ...Declared,
      /** the stretch that it opens with; null: the page's usual one */
      period: z.enum(BOARD_PERIODS).nullable(),
      /** dimensions offered first as filters of the whole board */
      filters: names,
      rows: z.array(z.array(WidgetView)),
    }),
  ),
})
export type CatalogView = z.infer<typeof CatalogView>
