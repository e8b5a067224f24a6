import { createHash } from 'node:crypto'
import type { FunnelQuery, FunnelSpec, Match } from '@tidemark/contracts'
import { invalid, notFound } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'
import { checkEntry, checkMatches, isPersonal } from './check-matches.ts'
import { samplingProblem } from './fold/sampling.ts'

const DAY_MS = 86_400_000

/** A question about a funnel of which every name is known. */
export interface FunnelPlan {
  /** null: made up by the asker */
  readonly id: string | null
  readonly spec: FunnelSpec
  /** the first step's alternatives under the question's filters */
  readonly entry: readonly Match[]
  readonly query: FunnelQuery
  /** a breakdown tells something about people */
  readonly gated: boolean
  /** event types that are read */
  readonly events: readonly string[]
  /** the same question has the same hash */
  readonly hash: string
}

function specOf(catalog: Catalog, { funnel }: FunnelQuery): { id: string | null; spec: FunnelSpec } {
  if (typeof funnel === 'string') {
    const declared = catalog.funnels.get(funnel)
    if (declared === undefined) throw notFound(`There is no funnel ${funnel}.`)
    return { id: declared.id, spec: declared.spec }
  }
  const matches = [...funnel.steps.flatMap(({ of }) => of), ...funnel.exclude]
  checkMatches(catalog, matches)
  const title = funnel.steps.map((step) => step.title).join(' → ')
  return { id: null, spec: { kind: 'funnel', breakdowns: [], title, ...funnel } }
}

/**
 * Checks a question against the catalog and makes equal questions equal. Pure.
 * @throws TidemarkError not_found (funnel), invalid_input (event, dimension, filter, sampling, range length)
 */
export function planFunnel(catalog: Catalog, query: FunnelQuery, limits: { maxRangeDays: number }): FunnelPlan {
  const { id, spec } = specOf(catalog, query)
  if ((query.range.to - query.range.from) / DAY_MS > limits.maxRangeDays)
    throw invalid(`A range may span at most ${limits.maxRangeDays} days.`)
  const problem = samplingProblem(
    spec.steps.map(({ of }) => of),
    spec.exclude,
    (event) => catalog.events.get(event)?.spec,
  )
  if (problem !== null) throw invalid(problem)
  const [first] = spec.steps
  const entry = checkEntry(catalog, first?.of ?? [], query)
  const matches = [...entry, ...spec.steps.slice(1).flatMap(({ of }) => of), ...spec.exclude]
  const question = { spec, entry, ...query, funnel: id }
  return {
    id,
    spec,
    entry,
    query,
    gated: isPersonal(catalog, entry, query.breakdown),
    events: [...new Set(matches.map(({ event }) => event))],
    hash: createHash('sha256').update(catalog.hash).update(JSON.stringify(question)).digest('hex'),
  }
}
