import type { CatalogView, SliSpec, Stat } from '@tidemark/contracts'
import type { Catalog, MetricEntry } from './catalog.ts'
import { sharedDimensions } from './shared-dimensions.ts'

type AnswerKind = 'funnels' | 'cohorts' | 'stalls' | 'slos' | 'experiments' | 'subsystems' | 'kpis' | 'levers'

interface FromEvent {
  readonly event: string
}

const typesOf = (...parts: readonly (readonly FromEvent[])[]): string[] => [
  ...new Set(parts.flat().map(({ event }) => event)),
]
const termsOf = (sli: SliSpec): readonly FromEvent[] => (sli.kind === 'ratio' ? [...sli.good, ...sli.total] : sli.of)

function viewDeclared(catalog: Catalog): Pick<CatalogView, 'funnels' | 'cohorts' | 'stalls' | 'slos'> {
  return {
    funnels: [...catalog.funnels.values()].map(({ id, pack, spec }) => ({
      id,
      pack,
      title: spec.title,
      unit: spec.unit,
      steps: spec.steps.map(({ title }) => title),
      withinMs: spec.withinMs,
      breakdowns: [...spec.breakdowns],
      dimensions: sharedDimensions(catalog, typesOf(spec.steps[0]?.of ?? [])),
      events: typesOf(...spec.steps.map(({ of }) => of), spec.exclude),
    })),
    cohorts: [...catalog.cohorts.values()].map(({ id, pack, spec }) => ({
      id,
      pack,
      title: spec.title,
      period: spec.period,
      by: [...spec.by],
      dimensions: sharedDimensions(catalog, typesOf(spec.born)),
      events: typesOf(spec.born, spec.returned),
    })),
    stalls: [...catalog.stalls.values()].map(({ id, pack, spec }) => ({
      id,
      pack,
      title: spec.title,
      unit: spec.unit,
      steps: spec.steps,
      breakdowns: [...spec.breakdowns],
      dimensions: sharedDimensions(catalog, typesOf(spec.step)),
      events: typesOf(spec.step, spec.progress),
    })),
    slos: [...catalog.slos.values()].map(({ id, pack, spec }) => ({
      id,
      pack,
      title: spec.title,
      description: spec.description,
      objective: spec.objective,
      window: spec.window,
      dimensions: sharedDimensions(catalog, typesOf(termsOf(spec.sli)), 'kept'),
      events: typesOf(termsOf(spec.sli)),
    })),
  }
}

function viewExperiments(catalog: Catalog): CatalogView['experiments'] {
  return [...catalog.experiments.values()].map(({ id, pack, spec }) => {
    const metrics = (names: readonly string[]) => names.map((name) => `${pack}.${name}`)
    const outcomes = [...metrics(spec.primary), ...metrics(spec.secondary)]
    const exposures = typesOf(spec.exposure)
    return {
      id,
      pack,
      title: spec.title,
      unit: spec.unit,
      control: spec.control,
      experiment: spec.experiment,
      variation: spec.variation,
      exposures,
      primary: metrics(spec.primary),
      secondary: metrics(spec.secondary),
      overlays: [...spec.overlays],
      maturesMs: spec.maturesMs,
      events: [...new Set([...exposures, ...outcomes.flatMap((name) => catalog.metrics.get(name)?.events ?? [])])],
    }
  })
}

/** Everything declared that is not a metric, an event or a board. `statFor` answers the stat that a metric has when none is named. Pure. */
export function viewAnswers(
  catalog: Catalog,
  statFor: (metric: MetricEntry | undefined) => Stat,
): Pick<CatalogView, AnswerKind> {
  const each = <T, R>(named: Readonly<Record<string, T>>, pack: string, view: (id: string, one: T) => R): R[] =>
    Object.entries(named).map(([name, one]) => view(`${pack}.${name}`, one))
  const stat = (id: string, asked: Stat | undefined) => asked ?? statFor(catalog.metrics.get(id))
  return {
    ...viewDeclared(catalog),
    experiments: viewExperiments(catalog),
    subsystems: catalog.packs.flatMap(({ name: pack, subsystems }) =>
      each(subsystems, pack, (id, { title, ...spec }) => {
        const metric = `${pack}.${spec.metric}`
        return { id, pack, title, metric, stat: stat(metric, spec.stat) }
      }),
    ),
    kpis: catalog.packs.flatMap(({ name: pack, kpis }) =>
      each(kpis, pack, (id, spec) => {
        const metric = `${pack}.${spec.metric}`
        const thresholds = spec.thresholds.map(({ levers, ...threshold }) => ({
          ...threshold,
          levers: levers.map((lever) => `${pack}.${lever}`),
        }))
        return { id, pack, metric, stat: stat(metric, spec.stat), thresholds }
      }),
    ),
    levers: catalog.packs.flatMap(({ name: pack, levers }) =>
      each(levers, pack, (id, { title, action }) => ({ id, pack, title, action })),
    ),
  }
}
