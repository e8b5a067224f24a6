import type { ExperimentQuery, ExperimentResult, ExperimentSpec } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { type Clock, invalid, notFound, systemClock } from '@tidemark/platform'
import type { Catalog, Declared } from '../catalog/catalog.ts'
import { fetchFreshness } from '../query/receipt.ts'
import { requireRaw } from '../scan/raw-since.ts'
import { type EventChunk, retentionOf, type ScanContext, type ScanProject, scanEvents } from '../scan/scan-events.ts'
import { type ExposureSets, matchExposures } from './match-exposures.ts'
import { matchOutcomes, type OutcomeSets } from './match-outcomes.ts'
import { fetchMeasureSlots, type MeasureSlots } from './measure-slots.ts'
import { type MetricPlan, planMetrics } from './plan-metrics.ts'
import { type Attribution, ExposureFold } from './readout/attribution.ts'
import type { EventColumns } from './readout/event-columns.ts'
import { readout } from './readout/readout.ts'
import { OutcomeFold, type UnitColumns } from './readout/unit-values.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** People below which nothing is shown, where the project does not say. */
const DEFAULT_K = 10

export interface ExperimentContext extends ScanContext {
  readonly catalog: Catalog
  readonly clock?: Clock | undefined
  /** longest range, in days; 400 unless told */
  readonly maxRangeDays?: number | undefined
}

export interface ExperimentProject extends ScanProject {
  readonly timeZone: string
  readonly weekStart: number
  /** people below which nothing is shown; 10 unless told */
  readonly k?: number | undefined
}

/** Everything that one question is answered from. */
interface Question {
  readonly context: ExperimentContext
  readonly project: ExperimentProject
  readonly declared: Declared<ExperimentSpec>
  readonly query: ExperimentQuery
  readonly plan: MetricPlan
  readonly slots: MeasureSlots
  readonly now: number
  /** end of the last closed hour that is folded: with hours no single event can be told from another */
  readonly asOf: number
}

const toColumns = (chunk: EventChunk, unit: ExperimentSpec['unit']): EventColumns => ({ ...chunk, unit: chunk[unit] })

const columnsFor = (unit: ExperimentSpec['unit']): ('actor' | 'session' | 'weight')[] =>
  unit === 'actor' ? ['weight', 'actor'] : ['weight', 'actor', 'session']

/** Looks as far back as raw events are kept: a unit that was exposed before the range is no new one in it. */
async function readExposures(question: Question, { sets }: ExposureSets): Promise<Attribution> {
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
  await scanEvents(context, project, request, (chunk) => fold.add(toColumns(chunk, unit)))
  return fold.finish()
}

async function readOutcomes(
  question: Question,
  { contributions }: OutcomeSets,
  attribution: Attribution,
): Promise<readonly UnitColumns[]> {
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
  if (attribution.units.count > 0 && request.from < request.to)
    await scanEvents(context, project, request, (chunk) => fold.add(toColumns(chunk, unit)))
  return fold.metrics
}

function noticesOf({ context, project, declared, query, now }: Question): string[] {
  const kept = now - retentionOf(context, project) * DAY_MS
  const notices: string[] = []
  if (query.range.from - declared.spec.maturesMs < kept)
    notices.push('What units did before exposure is known in part only, as raw events are kept for a limited time.')
  return notices
}

function checkRange({ maxRangeDays = 400 }: ExperimentContext, { range }: ExperimentQuery): void {
  if ((range.to - range.from) / DAY_MS > maxRangeDays) throw invalid(`A range may span at most ${maxRangeDays} days.`)
}

async function prepare(
  context: ExperimentContext,
  project: ExperimentProject,
  query: ExperimentQuery,
  now: number,
  dataTime: number,
): Promise<Question> {
  const declared = context.catalog.experiments.get(query.experiment)
  if (declared === undefined) throw notFound(`There is no experiment ${query.experiment}.`)
  checkRange(context, query)
  const { spec } = declared
  const plan = planMetrics(context.catalog, declared, query.currency)
  const events = [...new Set([...spec.exposure, ...plan.terms.map(({ match }) => match)].map(({ event }) => event))]
  const raw = { projectId: project.id, events, ...query.range }
  await requireRaw(context.pool, raw, { now, rawRetentionDays: retentionOf(context, project) })
  const slots = await fetchMeasureSlots(context.pool, [
    ...spec.exposure.flatMap(({ event }) => spec.overlays.map((measure) => ({ event, measure }))),
    ...plan.terms.flatMap(({ match: { event }, measure }) => (measure === null ? [] : [{ event, measure }])),
  ])
  const asOf = Math.floor(Math.min(now, dataTime) / HOUR_MS) * HOUR_MS
  return { context, project, declared, query, plan, slots, now, asOf }
}

/**
 * What an experiment has come to by the last closed hour, from raw events: units by their first exposure, what each did
 * from then on until it matured, and each variation against the control. Arms of fewer than `project.k` people show no
 * numbers. The same units as `ExperimentQuery`: milliseconds since the epoch.
 * @throws TidemarkError not_found (experiment), invalid_input (range, raw no longer kept, several currencies, too many
 * events), unavailable
 */
export async function readExperiment(
  context: ExperimentContext,
  project: ExperimentProject,
  query: ExperimentQuery,
): Promise<ExperimentResult> {
  const now = (context.clock ?? systemClock)()
  try {
    const { dataTime, complete } = await fetchFreshness(context.pool, project.id, now)
    const question = await prepare(context, project, query, now, dataTime)
    const { declared, plan, slots, asOf } = question
    const exposures = await matchExposures(context.pool, project.id, declared.spec, query.name, slots)
    const outcomes = await matchOutcomes(context.pool, project.id, plan, slots)
    const attribution = await readExposures(question, exposures)
    const columns = await readOutcomes(question, outcomes, attribution)
    return {
      ...readout({
        declared,
        query,
        variations: exposures.variations,
        attribution,
        metrics: plan.metrics.map(({ facts }, i) => ({
          facts: { ...facts, currency: query.currency ?? outcomes.currencies[i]! },
          columns: columns[i]!,
        })),
        calendar: project,
        asOf,
        k: project.k ?? DEFAULT_K,
      }),
      dataTime,
      complete,
      notices: noticesOf(question),
    }
  } catch (error) {
    throw mapSqlError(error)
  }
}
