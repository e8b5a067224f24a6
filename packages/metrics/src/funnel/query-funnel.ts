import type { FunnelGroup, FunnelQuery, FunnelResult } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { invalid, systemClock } from '@tidemark/platform'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import { bucketIndex } from '../query/plan.ts'
import { readThreshold } from '../query/read-threshold.ts'
import { type Freshness, fetchFreshness } from '../query/receipt.ts'
import { requireRaw } from '../scan/raw-since.ts'
import { retentionOf } from '../scan/scan-events.ts'
import { checkGatedRange } from './check-gated-range.ts'
import { describeFunnel } from './describe-funnel.ts'
import { gateGroups } from './fold/gate.ts'
import { type PathGroup, splitPaths } from './fold/split-paths.ts'
import { type TallyOptions, tallyPaths } from './fold/tally.ts'
import { formatGroup } from './format-funnel.ts'
import { type FunnelPlan, planFunnel } from './plan-funnel.ts'
import { DEFAULT_MAX_RANGE_DAYS, type UnitQueryContext, type UnitQueryProject } from './query-context.ts'
import { type ReadPaths, readPaths } from './read-paths.ts'

const MAX_BUCKETS = 2_000

interface Asked {
  readonly context: UnitQueryContext
  readonly project: UnitQueryProject
  readonly plan: FunnelPlan
  readonly calendar: Calendar
  readonly freshness: Freshness
  /** fewest people that a gated breakdown may tell of */
  readonly k: number
  /** starts of the trend's buckets; none for a total */
  readonly buckets: readonly number[]
}

function bucketsOf({ bucket, range }: FunnelQuery, calendar: Calendar): number[] {
  if (bucket === 'total') return []
  const buckets = calendar.buckets(bucket, range.from, range.to)
  if (buckets.length > MAX_BUCKETS) throw invalid(`That is ${buckets.length} buckets, more than ${MAX_BUCKETS}.`)
  return buckets
}

/** Index of the first bucket that holds an entry whose window is open, or -1. */
function openFrom({ plan, calendar, freshness, buckets }: Asked): number {
  const { query, spec } = plan
  const { bucket } = query
  if (bucket === 'total') return -1
  return buckets.findIndex(
    (start) => Math.min(calendar.nextBucket(bucket, start), query.range.to) + spec.withinMs > freshness.dataTime,
  )
}

const everyone = ({ length }: { length: number }): Int32Array => Int32Array.from({ length }, (_, i) => i)

/** Groups of few people come last and by name: neither their number nor their order tells how many they are. */
function formatGated({ k, plan, calendar }: Asked, read: ReadPaths, options: TallyOptions): FunnelGroup[] {
  // What is hidden must not depend on how many groups are asked for: all are judged, each alone.
  const groups = splitPaths(read.paths, read.keys, Number.POSITIVE_INFINITY)
  const members = groups.map((group) => group.members)
  const states = gateGroups(read.paths, members, {
    k,
    bySession: plan.spec.unit === 'session',
    dayOf: (entry) => calendar.bucketStart('1d', entry),
  })
  const formatted = groups.map((group, i) =>
    formatGroup(tallyPaths(read.paths, group.members, options), { ...group, states: states[i]!, guarded: true }),
  )
  const isTold = (group: FunnelGroup) => group.steps[0]?.state === 'value'
  const hidden = formatted.filter((group) => !isTold(group)).sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1))
  return [...formatted.filter(isTold), ...hidden].slice(0, plan.query.limit)
}

function formatGroups(asked: Asked, read: ReadPaths): FunnelGroup[] {
  const { plan, freshness, buckets } = asked
  const { paths, keys } = read
  const options: TallyOptions = { withinMs: plan.spec.withinMs, dataTime: freshness.dataTime }
  const trend = { count: buckets.length, indexOf: (entry: number) => bucketIndex(buckets, entry) }
  const states = plan.spec.steps.map(() => 'value' as const)
  const format = (group: Omit<PathGroup, 'role'> & { role: FunnelGroup['role'] }) =>
    formatGroup(tallyPaths(paths, group.members, buckets.length === 0 ? options : { ...options, buckets: trend }), {
      ...group,
      states,
      guarded: false,
    })
  const whole = format({ key: [], role: 'all', members: everyone(paths) })
  if (plan.query.breakdown.length === 0) return [whole]
  if (plan.gated) return [whole, ...formatGated(asked, read, options)]
  return [whole, ...splitPaths(paths, keys, plan.query.limit).map(format)]
}

function noticesOf({ plan, k }: Asked, groups: readonly FunnelGroup[]): string[] {
  const notices: string[] = []
  if (groups[0]?.steps[0]?.samples === 0) notices.push('Nobody entered in this range.')
  if ((groups[0]?.steps[0]?.standardError ?? 0) > 0) notices.push('Events are sampled: units are estimated.')
  if (plan.gated) notices.push(`Groups of fewer than ${k} people are not told of.`)
  return notices
}

async function answer(asked: Asked): Promise<FunnelResult> {
  const { context, project, plan, freshness, buckets } = asked
  const { spec, query } = plan
  const read = await readPaths(context, project, {
    unit: spec.unit,
    steps: [plan.entry, ...spec.steps.slice(1).map(({ of }) => of)],
    exclude: spec.exclude,
    withinMs: spec.withinMs,
    range: query.range,
    breakdown: query.breakdown,
    withActors: plan.gated,
  })
  const groups = formatGroups(asked, read)
  return {
    funnel: plan.id,
    withinMs: spec.withinMs,
    steps: spec.steps.map(({ title }) => title),
    range: query.range,
    bucket: query.bucket,
    buckets: [...buckets],
    openFrom: openFrom(asked),
    groups,
    receipt: {
      title: spec.title,
      definition: describeFunnel(spec, plan.entry),
      unit: spec.unit,
      ...freshness,
      events: read.events,
      rawRange: read.rawRange,
      timeZone: project.timeZone,
      planHash: plan.hash,
      notices: noticesOf(asked, groups),
    },
  }
}

/**
 * How many units took the steps of a funnel, declared or made up, from raw events. A unit enters once in the range, with its
 * first match of the first step, and everything is attributed to that entry. See `FunnelQuery` and `FunnelResult`.
 * @throws TidemarkError not_found (funnel), invalid_input (names, sampling, range, raw no longer kept), unavailable
 */
export async function queryFunnel(
  context: UnitQueryContext,
  project: UnitQueryProject,
  query: FunnelQuery,
): Promise<FunnelResult> {
  const { pool, catalog, clock = systemClock, maxRangeDays = DEFAULT_MAX_RANGE_DAYS } = context
  const now = clock()
  const plan = planFunnel(catalog, query, { maxRangeDays })
  const calendar = createCalendar(project)
  const buckets = bucketsOf(query, calendar)
  try {
    const freshness = await fetchFreshness(pool, project.id, now)
    const k = await readThreshold(context, project.id)
    if (plan.gated) checkGatedRange(query.range, calendar, freshness.dataTime)
    const raw = { projectId: project.id, events: plan.events, ...query.range }
    await requireRaw(pool, raw, { now, rawRetentionDays: retentionOf(context, project) })
    return await answer({ context, project, plan, calendar, freshness, k, buckets })
  } catch (error) {
    throw mapSqlError(error)
  }
}
