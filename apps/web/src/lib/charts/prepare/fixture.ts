import type { MetricResult } from '@tidemark/contracts'

type Group = MetricResult['groups'][number]

/** A result as tests need it: an hour of one-minute buckets unless told otherwise. */
export const makeResult = (
  groups: readonly (Partial<Group> & { values: (number | null)[] })[],
  change: Partial<MetricResult> = {},
): MetricResult => {
  const length = Math.max(0, ...groups.map((group) => group.values.length))
  return {
    metric: 'pack.metric',
    stat: 'value',
    unit: 'count',
    currency: null,
    better: 'neither',
    bucket: '1m',
    range: { from: 0, to: length * 60_000 },
    buckets: Array.from({ length }, (_, i) => i * 60_000),
    openFrom: -1,
    coverage: { from: 0, to: length * 60_000 },
    groups: groups.map((group) => ({
      key: [],
      role: 'all',
      samples: group.values.map(() => 1),
      states: group.values.map((value) => (value === null ? 'none' : 'value')),
      total: null,
      totalState: 'none',
      totalSamples: 0,
      ...group,
    })),
    receipt: {
      metric: 'pack.metric',
      title: 'Metric',
      definition: 'count of things',
      version: 1,
      unit: 'count',
      stat: 'value',
      sampleSize: 0,
      sampling: null,
      late: null,
      suppression: null,
      verification: { state: 'unchecked', at: null, checked: 0, of: 0, difference: null },
      dataTime: null,
      complete: true,
      error: { kind: 'exact', relative: 0 },
      timeZone: 'UTC',
      grains: ['1m'],
      revision: 0,
      planHash: 'hash',
      notices: [],
    },
    ...change,
  }
}
