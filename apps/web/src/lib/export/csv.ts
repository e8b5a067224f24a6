import { type CsvCell, type MetricResult, writeCsv } from '@tidemark/contracts'

/** A result as CSV, one line per bucket and group, exact values, times in UTC. The status tells why a value is empty. */
export const toCsv = (result: MetricResult, breakdown: readonly string[]): string => {
  const rows: CsvCell[][] = [['bucket_start', ...breakdown, 'group', result.metric, 'samples', 'status']]
  for (const group of result.groups) {
    const key = breakdown.map((_, i) => (group.role === 'group' ? (group.key[i] ?? null) : null))
    result.buckets.forEach((start, i) => {
      const at = new Date(start).toISOString()
      rows.push([at, ...key, group.role, group.values[i] ?? null, group.samples[i] ?? 0, group.states[i] ?? 'none'])
    })
    rows.push(['total', ...key, group.role, group.total, group.totalSamples, group.totalState])
  }
  return writeCsv(rows)
}
