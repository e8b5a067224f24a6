import type { MetricResult } from '@tidemark/contracts'

/** A text beginning like a formula would run when a spreadsheet opens the file. */
const defuse = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
const quote = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

type Cell = string | number | null
const cell = (value: Cell): string => {
  if (value === null) return ''
  return typeof value === 'number' ? String(value) : quote(defuse(value))
}

/** Rows as CSV (RFC 4180), the head first. A value that is not known is an empty cell. */
export const writeCsv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')

/** A result as CSV, one line per bucket and group, exact values, times in UTC. */
export const toCsv = (result: MetricResult, breakdown: readonly string[]): string => {
  const rows: Cell[][] = [['bucket_start', ...breakdown, 'group', result.metric, 'samples']]
  for (const group of result.groups) {
    const key = breakdown.map((_, i) => (group.role === 'group' ? (group.key[i] ?? null) : null))
    result.buckets.forEach((start, i) => {
      const at = new Date(start).toISOString()
      rows.push([at, ...key, group.role, group.values[i] ?? null, group.samples[i] ?? 0])
    })
    rows.push(['total', ...key, group.role, group.total, group.totalSamples])
  }
  return writeCsv(rows)
}
