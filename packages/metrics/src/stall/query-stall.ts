import { createHash } from 'node:crypto'
import type { Match, StallGroup, StallQuery, StallResult, StallSpec } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { invalid, notFound, systemClock } from '@tidemark/platform'
import { createCalendar } from '../calendar/calendar.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { checkGatedRange } from '../funnel/check-gated-range.ts'
import { checkEntry, isPersonal } from '../funnel/check-matches.ts'
import { describeMatches } from '../funnel/describe-funnel.ts'
import { DEFAULT_MAX_RANGE_DAYS, type UnitQueryContext, type UnitQueryProject } from '../funnel/query-context.ts'
import { readThreshold } from '../query/read-threshold.ts'
import { fetchFreshness } from '../query/receipt.ts'
import { matchSets, placeSets } from '../scan/match-sets.ts'
import { requireRaw } from '../scan/raw-since.ts'
import { readUnits } from '../scan/read-units.ts'
import { retentionOf } from '../scan/scan-events.ts'
import { foldStalls } from './fold/fold-stalls.ts'
import { formatStalls } from './format-stalls.ts'

const DAY_MS = 86_400_000
/** How long before the range a session may have begun, and how long after it one is followed. */
const SESSION_MS = DAY_MS

interface StallPlan {
  readonly id: string
  readonly spec: StallSpec
  readonly step: readonly Match[]
  readonly steps: number
  readonly gated: boolean
  readonly hash: string
}

/** @throws TidemarkError not_found (stall), invalid_input (dimension, filter, range length) */
function planStall(catalog: Catalog, query: StallQuery, { maxRangeDays }: { maxRangeDays: number }): StallPlan {
  const declared = catalog.stalls.get(query.stall)
  if (declared === undefined) throw notFound(`There is no stall ${query.stall}.`)
  const { id, spec } = declared
  if ((query.range.to - query.range.from) / DAY_MS > maxRangeDays)
    throw invalid(`A range may span at most ${maxRangeDays} days.`)
  const step = checkEntry(catalog, spec.step, query)
  const hash = createHash('sha256')
    .update(catalog.hash)
    .update(JSON.stringify({ id, ...query }))
    .digest('hex')
  return { id, spec, step, steps: query.steps ?? spec.steps, gated: isPersonal(catalog, step, query.breakdown), hash }
}

/** Reads the units of a plan; sessions are looked for from a day before the range to a day after it. */
async function readStalls(context: UnitQueryContext, project: UnitQueryProject, plan: StallPlan, query: StallQuery) {
  const { unit, progress } = plan.spec
  const sets = await matchSets(context.pool, project.id, [plan.step, progress], query.breakdown)
  const around = unit === 'session' ? SESSION_MS : 0
  const rawRange = { from: query.range.from - around, to: query.range.to + around }
  const { log, events } = await readUnits(context, project, {
    unit,
    withActors: plan.gated,
    from: query.range.from,
    to: rawRange.to,
    sets: sets.ids,
    earlier: { from: rawRange.from, sets: sets.ids.filter((_, i) => (sets.masks[i]! & 1) !== 0) },
    places: placeSets(sets),
  })
  const stalls = foldStalls(log, { masks: sets.masks, steps: plan.steps, ...query.range })
  return { stalls, keys: sets.keys, events, rawRange }
}

const describe = ({ spec, step, steps }: StallPlan): string[] => [
  `stuck: ${steps} in a row of ${describeMatches(step)}`,
  `without ${describeMatches(spec.progress)} between them`,
  `per ${spec.unit} of at least ${steps} of them`,
]

function noticesOf(groups: readonly StallGroup[], plan: StallPlan, k: number): string[] {
  const notices: string[] = []
  if (groups[0]?.units === 0) notices.push(`Nobody took ${plan.steps} steps in this range.`)
  if (plan.gated) notices.push(`Groups of fewer than ${k} people are not told of.`)
  return notices
}

/**
 * The share of units that got stuck, from raw events, among those that took enough steps to be seen stuck. See `StallQuery`
 * and `StallResult`.
 * @throws TidemarkError not_found (stall), invalid_input (names, range, raw no longer kept), unavailable
 */
export async function queryStall(
  context: UnitQueryContext,
  project: UnitQueryProject,
  query: StallQuery,
): Promise<StallResult> {
  const { pool, catalog, clock = systemClock, maxRangeDays = DEFAULT_MAX_RANGE_DAYS } = context
  const now = clock()
  const plan = planStall(catalog, query, { maxRangeDays })
  const calendar = createCalendar(project)
  try {
    const freshness = await fetchFreshness(pool, project.id, now)
    const k = await readThreshold(context, project.id)
    if (plan.gated) checkGatedRange(query.range, calendar, freshness.dataTime)
    const events = [...new Set([...plan.step, ...plan.spec.progress].map(({ event }) => event))]
    const limits = { now, rawRetentionDays: retentionOf(context, project) }
    await requireRaw(pool, { projectId: project.id, events, ...query.range }, limits)
    const read = await readStalls(context, project, plan, query)
    const gate = { k, bySession: plan.spec.unit === 'session', dayOf: (at: number) => calendar.bucketStart('1d', at) }
    const groups = formatStalls(read.stalls, read.keys, query, plan.gated ? gate : null)
    return {
      stall: plan.id,
      steps: plan.steps,
      range: query.range,
      groups,
      receipt: {
        title: plan.spec.title,
        definition: describe(plan),
        unit: plan.spec.unit,
        ...freshness,
        events: read.events,
        rawRange: read.rawRange,
        timeZone: project.timeZone,
        planHash: plan.hash,
        notices: noticesOf(groups, plan, k),
      },
    }
  } catch (error) {
    throw mapSqlError(error)
  }
}
