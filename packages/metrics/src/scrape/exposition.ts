import parseText from 'parse-prometheus-text-format'

/** Series of one target that are read; what lies beyond is left out and counted. */
export const MAX_SERIES = 500
const MAX_LABELS_LENGTH = 256
const TYPE_LINE = /^#[ \t]+TYPE[ \t]+(\S+)[ \t]+(\S+)[ \t]*$/gm
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const PART = /_(?:bucket|sum|count|total)$/

export interface Sample {
  readonly metric: string
  readonly kind: 'counter' | 'gauge'
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Exposition {
  readonly samples: readonly Sample[]
  /** samples that were left out: beyond the bound, without a finite value, or with labels longer than 256 characters */
  readonly dropped: number
}

function kindOf(metric: string, types: ReadonlyMap<string, string>): Sample['kind'] {
  const type = types.get(metric) ?? types.get(metric.replace(PART, ''))
  const part = PART.exec(metric)?.[0]
  if (type === 'histogram') return 'counter'
  if (type === 'summary') return part === '_sum' || part === '_count' ? 'counter' : 'gauge'
  if (type === undefined || type === 'untyped' || type === 'unknown') return part === '_total' ? 'counter' : 'gauge'
  return type === 'counter' ? 'counter' : 'gauge'
}

/** The labels of a series as one text, whatever their order: `a="1",b="2"`. Pure. */
export const labelText = (labels: Sample['labels']): string =>
  Object.keys(labels)
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`)
    .join(',')

/**
 * Reads the Prometheus text format; buckets, sums and counts of histograms are counters of their own. At most `maxSeries`
 * samples. Pure.
 * @throws Error where it is something else
 */
export function readExposition(text: string, maxSeries = MAX_SERIES): Exposition {
  const types = new Map([...text.matchAll(TYPE_LINE)].map(([, name = '', type = '']) => [name, type]))
  // The parser puts histograms together by its own rules and loses labels then: without types it tells every sample. It
  // takes a last line that is not ended for an unfinished one.
  const families = parseText(`${text.replace(TYPE_LINE, '')}\n`)
  if (!families.every(({ name }) => NAME.test(name))) throw new Error('not the Prometheus text format')
  const all = families.flatMap(({ name, metrics }) =>
    metrics.map(
      ({ value, labels = {} }): Sample => ({ metric: name, kind: kindOf(name, types), labels, value: Number(value) }),
    ),
  )
  const usable = all.filter(
    ({ value, labels }) => Number.isFinite(value) && labelText(labels).length <= MAX_LABELS_LENGTH,
  )
  const samples = usable.slice(0, maxSeries)
  return { samples, dropped: all.length - samples.length }
}
