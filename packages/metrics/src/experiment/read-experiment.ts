import { createHash } from 'node:crypto'
import type { ExperimentQuery, ExperimentResult, ExperimentSpec } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { invalid, notFound, systemClock } from '@tidemark/platform'
import type { Declared } from '../catalog/catalog.ts'
import { DEFAULT_MAX_RANGE_DAYS, type UnitQueryContext, type UnitQueryProject } from '../funnel/query-context.ts'
import { readThreshold } from '../query/read-threshold.ts'
import { type Freshness, fetchFreshness } from '../query/receipt.ts'
import { requireRaw } from '../scan/raw-since.ts'
import { type EventChunk, retentionOf, scanEvents } from '../scan/scan-events.ts'
import { type ExposureSets, matchExposures } from './match-exposures.ts'
import { matchOutcomes, type OutcomeSets } from './match-outcomes.ts'
import { fetchMeasureSlots, type MeasureSlots } from './measure-slots.ts'
import { type MetricPlan, planMetrics } from './plan-metrics.ts'
import { type Attribution, ExposureFold } from './readout/attribution.ts'
import { describeExperiment } from './readout/describe-experiment.ts'
import type { EventColumns } from './readout/event-columns.ts'
import { readout } from './readout/readout.ts'
import { OutcomeFold, type UnitColumns } from './readout/unit-values.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Everything that one question is answered from. */
interface Question {
  readonly context: UnitQueryContext
  readonly project: UnitQueryProject
  readonly declared: Declared<ExperimentSpec>
  readonly query: ExperimentQuery
  readonly plan: MetricPlan
  readonly slots: MeasureSlots
  readonly now: number
  readonly freshness: Freshness
  /** end of the last closed hour that is folded: with hours no single event can be told from another */
  readonly asOf: number
}

/** What was read of raw events for an answer, and of which time. */
interface Read<T> {
  readonly answer: T
  readonly events: number
  readonly from: number
  readonly to: number
}

const toColumns = (chunk: EventChunk, unit: ExperimentSpec['unit']): EventColumns => ({ ...chunk, unit: chunk[unit] })

const columnsFor = (unit: ExperimentSpec['unit']): ('actor' | 'session' | 'weight')[] =>
  unit === 'actor' ? ['weight', 'actor'] : ['weight', 'actor', 'session']

/** Looks as far back as raw events are kept: a unit that was exposed before the range is no new one in it. */
async function readExposures(question: Question, { sets }: ExposureSets): Promise<Read<Attribution>> {
  const { context, project, declared, query, slots, now, asOf } = question
  const { unit, overlays } = declared.spec
  const fold = new ExposureFold((id) => sets.get(id), overlays.length)
  const from = Math.min(query.range.from, now - retentionOf(context, project) * DAY_MS)
  const request = {
    from,
    to: Math.max(from, asOf),
    sets: Int32Array.from(sets.keys()),
    columns: columnsFor(unit),
    slots: slots.slots,
  }
  const events = await scanEvents(context, project, request, (chunk) => fold.add(toColumns(chunk, unit)))
  return { answer: fold.finish(), events, from: request.from, to: request.to }
}

async function readOutcomes(
  question: Question,
  { contributions }: OutcomeSets,
  attribution: Attribution,
): Promise<Read<readonly UnitColumns[]>> {
  const { context, project, declared, query, plan, slots, asOf } = question
  const { unit, maturesMs } = declared.spec
  const kinds = plan.metrics.map(({ kind }) => kind)
  const fold = new OutcomeFold(attribution, (id) => contributions.get(id), kinds, maturesMs)
  const request = {
    from: query.range.from - maturesMs,
    to: Math.min(asOf, query.range.to + maturesMs),
    sets: Int32Array.from(contributions.keys()),
    columns: columnsFor(unit),
    slots: slots.slots,
  }
  const isEmpty = attribution.units.count === 0 || request.from >= request.to
  const events = isEmpty ? 0 : await scanEvents(context, project, request, (chunk) => fold.add(toColumns(chunk, unit)))
  return { answer: fold.metrics, events, from: request.from, to: request.to }
}

function noticesOf({ context, project, declared, query, now }: Question): string[] {
  const kept = now - retentionOf(context, project) * DAY_MS
  const notices: string[] = []
  if (query.range.from - declared.spec.maturesMs < kept)
    notices.push('What units did before exposure is known in part only, as raw events are kept for a limited time.')
  return notices
}

function checkRange({ maxRangeDays = DEFAULT_MAX_RANGE_DAYS }: UnitQueryContext, { range }: ExperimentQuery): void {
  if ((range.to - range.from) / DAY_MS > maxRangeDays) throw invalid(`A range may span at most ${maxRangeDays} days.`)
}

function checkMix(
  { catalog }: UnitQueryContext,
  { id, spec }: Declared<ExperimentSpec>,
  { mixBy }: ExperimentQuery,
): void {
  if (mixBy === undefined) return
  for (const { event } of spec.exposure)
    if (!catalog.events.get(event)?.dimensions.includes(mixBy))
      throw invalid(`Exposures of ${id} have no dimension ${mixBy}.`)
}

async function prepare(
  context: UnitQueryContext,
  project: UnitQueryProject,
  query: ExperimentQuery,
  now: number,
  freshness: Freshness,
): Promise<Question> {
  const declared = context.catalog.experiments.get(query.experiment)
  if (declared === undefined) throw notFound(`There is no experiment ${query.experiment}.`)
  checkRange(context, query)
  checkMix(context, declared, query)
  const { spec } = declared
  const plan = planMetrics(context.catalog, declared, query.currency)
  const events = [...new Set([...spec.exposure, ...plan.terms.map(({ match }) => match)].map(({ event }) => event))]
  const raw = { projectId: project.id, events, ...query.range }
  await requireRaw(context.pool, raw, { now, rawRetentionDays: retentionOf(context, project) })
  const slots = await fetchMeasureSlots(context.pool, [
    ...spec.exposure.flatMap(({ event }) => spec.overlays.map((measure) => ({ event, measure }))),
    ...plan.terms.flatMap(({ match: { event }, measure }) => (measure === null ? [] : [{ event, measure }])),
  ])
  const asOf = Math.floor(Math.min(now, freshness.dataTime) / HOUR_MS) * HOUR_MS
  return { context, project, declared, query, plan, slots, now, freshness, asOf }
}

function receiptOf(question: Question, reads: readonly Read<unknown>[]): ExperimentResult['receipt'] {
  const { context, project, declared, query, freshness } = question
  return {
    title: declared.spec.title,
    definition: describeExperiment(declared.spec),
    unit: declared.spec.unit,
    ...freshness,
    events: reads.reduce((sum, { events }) => sum + events, 0),
    rawRange: { from: Math.min(...reads.map(({ from }) => from)), to: Math.max(...reads.map(({ to }) => to)) },
    timeZone: project.timeZone,
    planHash: createHash('sha256').update(context.catalog.hash).update(JSON.stringify(query)).digest('hex'),
    notices: noticesOf(question),
  }
}

async function answer(question: Question, k: number): Promise<ExperimentResult> {
  const { context, project, declared, query, plan, slots, asOf } = question
  const exposures = await matchExposures(context.pool, project.id, declared.spec, query, slots)
  const outcomes = await matchOutcomes(context.pool, project.id, plan, slots)
  const exposed = await readExposures(question, exposures)
  const done = await readOutcomes(question, outcomes, exposed.answer)
  const result = readout({
    declared,
    query,
    variations: exposures.variations,
    strata: exposures.strata,
    attribution: exposed.answer,
    metrics: plan.metrics.map(({ facts }, i) => ({
      facts: { ...facts, currency: outcomes.currencies[i]! },
      columns: done.answer[i]!,
    })),
    calendar: project,
    asOf,
    k,
  })
  return { ...result, receipt: receiptOf(question, [exposed, done]) }
}

/**
 * What an experiment has come to by the last closed hour, from raw events: units by their first exposure, what each did
 * from then on until it matured, and each variation against the control. Arms of fewer people than the project's threshold show no
 * numbers. See `ExperimentQuery` and `ExperimentResult`.
 * @throws TidemarkError not_found (experiment), invalid_input (range, raw no longer kept, several currencies, too many
 * events), unavailable
 */
export async function readExperiment(
  context: UnitQueryContext,
  project: UnitQueryProject,
  query: ExperimentQuery,
): Promise<ExperimentResult> {
  const { pool, clock = systemClock } = context
  const now = clock()
  try {
    const freshness = await fetchFreshness(pool, project.id, now)
    const k = await readThreshold(context, project.id)
    return await answer(await prepare(context, project, query, now, freshness), k)
  } catch (error) {
    throw mapSqlError(error)
  }
}
