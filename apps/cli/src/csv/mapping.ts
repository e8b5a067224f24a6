import { z } from 'zod'

const Column = z.string().min(1)

const FromColumn = z.strictObject({ column: Column })
const Fixed = z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) })
const Prefix = z.strictObject({ column: Column, startsWith: z.string().min(1) })
const Equal = z.strictObject({ column: Column, equals: z.string() })
/** Where a dimension comes from: a cell, a constant, or (for flags) whether a cell starts with or equals a text. */
const DimensionSource = z.union([Prefix, Equal, FromColumn, Fixed])

const MeasureSource = z.union([
  z.strictObject({
    column: Column,
    decimals: z
      .int()
      .min(0)
      .max(9)
      .optional()
      .describe('decimal text becomes whole units of that many places, exactly'),
  }),
  z.strictObject({ value: z.number() }),
])

/** How the columns of a CSV file become events of one type. Empty cells are absent values. */
export const CsvMapping = z.strictObject({
  $schema: z.string().optional(),
  event: z.string().min(1),
  delimiter: z.string().length(1).default(','),
  time: z.strictObject({
    column: Column,
    format: z.string().min(1).default('iso').describe('iso, or yyyy yy MM M dd d HH H mm ss SSS and literal text'),
    zone: z.string().default('UTC').describe('IANA name of the timezone of the wall times'),
  }),
  actor: FromColumn.optional(),
  session: FromColumn.optional(),
  consent: z.boolean().optional().describe('what the people in the file agreed to, for event types that need it'),
  dimensions: z.record(z.string(), DimensionSource).default({}),
  measures: z.record(z.string(), MeasureSource).default({}),
})
export type CsvMapping = z.infer<typeof CsvMapping>
export type DimensionSource = z.infer<typeof DimensionSource>
export type MeasureSource = z.infer<typeof MeasureSource>

/** Every column a mapping names. Pure. */
export function columnsOf(mapping: CsvMapping): string[] {
  const sources = [
    mapping.time,
    mapping.actor,
    mapping.session,
    ...Object.values(mapping.dimensions),
    ...Object.values(mapping.measures),
  ]
  return [...new Set(sources.flatMap((source) => (source !== undefined && 'column' in source ? [source.column] : [])))]
}
