import type { DimensionSpec, EventSpec, WireEvent } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import { CsvMapping, columnsOf, type DimensionSource, type MeasureSource } from './mapping.ts'
import { parseDecimal, parseNumber } from './parse-decimal.ts'
import { compileTimeFormat } from './time-format.ts'

/** One row of a CSV file by column name. */
export type CsvRow = Readonly<Record<string, string>>
type Problem = { readonly problem: string }
type Value = string | number | boolean | undefined
type ReadValue = (row: CsvRow) => Value | Problem

/** The event of one row, or which column is wrong and how. */
export type RowReader = (id: string, row: CsvRow) => WireEvent | Problem

export type CompiledMapping = { readonly mapping: CsvMapping; readonly read: RowReader }

/**
 * Checks a mapping against the event type it names and compiles it. `eventOf` finds a declared event type. Throws
 * `invalid_input` with every problem of the mapping at once.
 */
export function compileMapping(json: unknown, eventOf: (type: string) => EventSpec | undefined): CompiledMapping {
  const parsed = CsvMapping.safeParse(json)
  if (!parsed.success) {
    throw broken(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'mapping'}: ${issue.message}`))
  }
  const mapping = parsed.data
  const spec = eventOf(mapping.event)
  if (spec === undefined) throw broken([`event: no pack declares the event type "${mapping.event}"`])
  const problems = [...findUnknown(mapping, spec), ...findMissing(mapping, spec)]
  if (problems.length > 0) throw broken(problems)
  return { mapping, read: compileReader(mapping, spec) }
}

/** Throws `invalid_input` where the file's header lacks a column that the mapping names. */
export function checkHeader(mapping: CsvMapping, header: readonly string[]): void {
  const missing = columnsOf(mapping).filter((column) => !header.includes(column))
  if (missing.length > 0) {
    throw broken([`no column ${missing.map((name) => `"${name}"`).join(', ')}; the file has ${header.join(', ')}`])
  }
}

const broken = (problems: readonly string[]) =>
  invalid(`The mapping does not fit:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, {
    details: { problems },
  })

function findUnknown(mapping: CsvMapping, spec: EventSpec): string[] {
  const unknown = (kind: 'dimensions' | 'measures') =>
    Object.keys(mapping[kind])
      .filter((name) => spec[kind][name] === undefined)
      .map((name) => `${kind}.${name}: ${spec.type} has only ${Object.keys(spec[kind]).join(', ')}`)
  return [...unknown('dimensions'), ...unknown('measures')]
}

function findMissing(mapping: CsvMapping, spec: EventSpec): string[] {
  const missing = (kind: 'dimensions' | 'measures') =>
    Object.entries<{ optional: boolean }>(spec[kind])
      .filter(([name, field]) => !field.optional && mapping[kind][name] === undefined)
      .map(([name]) => `${kind}.${name}: ${spec.type} requires it`)
  return [...missing('dimensions'), ...missing('measures')]
}

function compileReader(mapping: CsvMapping, spec: EventSpec): RowReader {
  const readTime = compileTime(mapping)
  const fields: (readonly [name: string, read: ReadValue])[] = [
    ...Object.entries(mapping.dimensions).map(
      ([name, source]) => [name, compileDimension(source, spec.dimensions[name] as DimensionSpec)] as const,
    ),
    ...Object.entries(mapping.measures).map(([name, source]) => [name, compileMeasure(source)] as const),
  ]
  const actor = mapping.actor?.column
  const session = mapping.session?.column
  return (id, row) => {
    const ts = readTime(row[mapping.time.column] ?? '')
    if (typeof ts !== 'string') return { problem: `${mapping.time.column} ${ts.problem}` }
    const props: Record<string, Value> = {}
    for (const [name, read] of fields) {
      const value = read(row)
      if (typeof value === 'object') return value
      if (value !== undefined) props[name] = value
    }
    return {
      id,
      type: mapping.event,
      ts,
      ...textOf('actor', actor, row),
      ...textOf('session', session, row),
      ...(mapping.consent === undefined ? {} : { consent: mapping.consent }),
      props,
    }
  }
}

function compileTime(mapping: CsvMapping): ReturnType<typeof compileTimeFormat> {
  try {
    return compileTimeFormat(mapping.time.format, mapping.time.zone)
  } catch (error) {
    throw broken([`time: ${error instanceof Error ? error.message : 'unreadable'}`])
  }
}

const textOf = (name: 'actor' | 'session', column: string | undefined, row: CsvRow) => {
  const text = column === undefined ? undefined : cell(row, column)
  return text === undefined ? {} : { [name]: text }
}

function cell(row: CsvRow, column: string): string | undefined {
  const text = row[column]?.trim()
  return text === '' ? undefined : text
}

function compileDimension(source: DimensionSource, spec: DimensionSpec): ReadValue {
  if ('value' in source) return () => source.value
  const { column } = source
  if ('startsWith' in source) return (row) => cell(row, column)?.startsWith(source.startsWith) ?? false
  if ('equals' in source) return (row) => cell(row, column) === source.equals
  return (row) => {
    const text = cell(row, column)
    if (text === undefined || spec.type === 'text' || spec.type === 'one_of') return text
    const value = spec.type === 'whole' ? parseDecimal(text, 0) : readFlag(text)
    return typeof value === 'object' ? { problem: `${column} ${value.problem}` } : value
  }
}

function readFlag(text: string): boolean | Problem {
  if (/^(true|t|yes|y|1)$/i.test(text)) return true
  if (/^(false|f|no|n|0)$/i.test(text)) return false
  return { problem: 'is neither true nor false' }
}

function compileMeasure(source: MeasureSource): ReadValue {
  if ('value' in source) return () => source.value
  const { column, decimals } = source
  return (row) => {
    const text = cell(row, column)
    if (text === undefined) return undefined
    const value = decimals === undefined ? parseNumber(text) : parseDecimal(text, decimals)
    return typeof value === 'object' ? { problem: `${column} ${value.problem}` } : value
  }
}
