import type { HealthQuery, HealthResult, HealthState, MetricResult, Stat, SubsystemSpec } from '@tidemark/contracts'
import { invalid, systemClock } from '@tidemark/platform'
import type { TimeRange } from '../calendar/calendar-types.ts'
import { type QueryContext, type QueryProject, queryMetric } from '../query/query-metric.ts'
import { fetchExcluded } from '../slo/excluded-ranges.ts'
import { judgeSubsystem, overallState, type StateSpan, uptimeOf } from './judge-subsystem.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

interface Subsystem {
  readonly id: string
  readonly metric: string
  readonly spec: SubsystemSpec
}

/** Stretches of states over the buckets of an answer. */
interface Timeline {
  readonly buckets: readonly number[]
  readonly states: readonly HealthState[]
}

/** Fine enough to see a short outage, coarse enough for 30 days. */
const bucketFor = ({ from, to }: TimeRange): '5m' | '1h' => (to - from <= 2 * DAY_MS ? '5m' : '1h')

function subsystemsOf({ catalog }: QueryContext, pack: string | undefined): Subsystem[] {
  const found = catalog.packs
    .filter(({ name }) => pack === undefined || name === pack)
    .flatMap(({ name, subsystems }) =>
      Object.entries(subsystems).map(([key, spec]) => ({
        id: `${name}.${key}`,
        metric: `${name}.${spec.metric}`,
        spec,
      })),
    )
  if (pack !== undefined && found.length === 0) throw invalid(`The pack ${pack} declares no subsystems.`)
  return found
}

function ask(
  context: QueryContext,
  project: QueryProject,
  { metric, spec }: Subsystem,
  range: TimeRange,
  bucket: 'total' | '5m' | '1h',
): Promise<MetricResult> {
  const stat: Stat = spec.stat ?? 'value'
  return queryMetric(context, project, { metric, stat, range, bucket, filters: [], breakdown: [], limit: 1 })
}

const touches = (ranges: readonly TimeRange[], from: number, to: number): boolean =>
  ranges.some((range) => range.from < to && range.to > from)

/** What each bucket was; planned maintenance hides whatever was measured in it. */
function timelineOf(spec: SubsystemSpec, result: MetricResult, maintenance: readonly TimeRange[]): Timeline {
  const { buckets, range } = result
  const values = result.groups[0]?.values ?? []
  const states = buckets.map((start, i) => {
    const end = Math.min(buckets[i + 1] ?? range.to, range.to)
    return touches(maintenance, start, end) ? 'maintenance' : judgeSubsystem(spec, values[i] ?? null)
  })
  return { buckets, states }
}

const spansOf = ({ buckets, states }: Timeline, { from, to }: TimeRange): StateSpan[] =>
  states.map((state, i) => ({
    state,
    ms: Math.min(buckets[i + 1] ?? to, to) - Math.max(buckets[i]!, from),
  }))

/**
 * The health of every declared subsystem now and its uptime over a range. Unknown time and maintenance are told apart from
 * up and down.
 * @throws TidemarkError invalid_input (pack, range), unavailable
 */
export async function readHealth(
  context: QueryContext,
  project: QueryProject,
  query: HealthQuery,
): Promise<HealthResult> {
  const { pool, clock = systemClock } = context
  const now = clock()
  const at = { ...context, clock: () => now }
  const range = { from: query.range.from, to: Math.min(query.range.to, now) }
  if (range.from >= range.to) throw invalid('The range lies in the future.')
  const maintenance = await fetchExcluded(pool, project.id, null, range)
  const bucket = bucketFor(range)
  const read = async (subsystem: Subsystem) => {
    const { id, metric, spec } = subsystem
    const lastWindow = { from: Math.floor((now - spec.windowMs) / MINUTE_MS) * MINUTE_MS, to: now }
    const [current, history] = await Promise.all([
      ask(at, project, subsystem, lastWindow, 'total'),
      ask(at, project, subsystem, range, bucket),
    ])
    const value = current.groups[0]?.total ?? null
    const state: HealthState = touches(maintenance, now - 1, now) ? 'maintenance' : judgeSubsystem(spec, value)
    const timeline = timelineOf(spec, history, maintenance)
    const { title, windowMs, healthy, unhealthy } = spec
    const view = {
      id,
      title,
      metric,
      stat: current.stat,
      unit: current.unit,
      value,
      windowMs,
      healthy,
      unhealthy,
      state,
    }
    return { timeline, view: { ...view, uptime: uptimeOf(spansOf(timeline, range)) } }
  }
  const subsystems = await Promise.all(subsystemsOf(at, query.pack).map(read))
  const buckets = subsystems[0]?.timeline.buckets ?? []
  const states = buckets.map((_, i) => overallState(subsystems.map(({ timeline }) => timeline.states[i] ?? 'unknown')))
  return {
    overall: overallState(subsystems.map(({ view }) => view.state)),
    uptime: uptimeOf(spansOf({ buckets, states }, range)),
    subsystems: subsystems.map(({ view }) => view),
    range,
    buckets: [...buckets],
    states,
  }
}
