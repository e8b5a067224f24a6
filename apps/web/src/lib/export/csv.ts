import type { MetricResult } from '@tidemark/contracts'

/** A text beginning like a formula would run when a spreadsheet opens the file. */
const defuse = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
const quote = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const cell = (value: string | number | null): string => {
  if (value === null) return ''
  return typeof value === 'number' ? String(value) : quote(defuse(value))
}

/**
 * A result as CSV (RFC 4180), one line per bucket and group, exact values, times in UTC. A value that is not known is
 * an empty cell.
 */
export const toCsv = (result: MetricResult, breakdown: readonly string[]): string => {
  const head = ['bucket_start', ...breakdown, 'group', result.metric, 'samples']
  const lines = [head.map(cell).join(',')]
  for (const group of result.groups) {
    const key = breakdown.map((_, i) => (group.role === 'group' ? (group.key[i] ?? null) : null))
    result.buckets.forEach((start, i) => {
      const row = [new Date(start).toISOString(), ...key, group.role, group.values[i] ?? null, group.samples[i] ?? 0]
      lines.push(row.map(cell).join(','))
    })
    lines.push(['total', ...key, group.role, group.total, group.totalSamples].map(cell).join(','))
  }
  return `${lines.join('\r\n')}\r\n`
}
