export const dashboards = {
  overview: {
    title: 'ML pipelines',
    period: '24h',
    filters: ['provider'],
    rows: [
      [
        { kind: 'tile', title: 'Jobs', metric: 'jobs', width: 3 },
        { kind: 'tile', title: 'Success rate', metric: 'success_rate', width: 3 },
        { kind: 'tile', title: 'Duration p95', metric: 'duration', stat: 'p95', width: 3 },
        { kind: 'tile', title: 'Cost', metric: 'cost', breakdown: 'currency', width: 3 },
      ],
      [
        { kind: 'area', title: 'Jobs by pipeline', metric: 'jobs', breakdown: 'pipeline', width: 6 },
        { kind: 'line', title: 'Failed jobs by provider', metric: 'jobs_failed', breakdown: 'provider', width: 6 },
      ],
      [
        { kind: 'health', title: 'Pipelines', width: 6 },
        { kind: 'slo', title: '3D models that succeed', of: 'generation_3d', width: 6 },
      ],
    ],
  },
  generation_3d: {
    title: '3D generation',
    period: '24h',
    filters: ['provider'],
    rows: [
      [
        { kind: 'tile', title: 'Jobs', metric: 'generation_3d_jobs', width: 4 },
        { kind: 'tile', title: 'Success rate', metric: 'generation_3d_success_rate', width: 4 },
        { kind: 'tile', title: 'Duration p95', metric: 'generation_3d_duration', stat: 'p95', width: 4 },
      ],
      [
        {
          kind: 'line',
          title: 'Success rate by provider',
          metric: 'generation_3d_success_rate',
          breakdown: 'provider',
          width: 6,
        },
        {
          kind: 'line',
          title: 'Duration p95 by provider',
          metric: 'generation_3d_duration',
          stat: 'p95',
          breakdown: 'provider',
          width: 6,
        },
      ],
    ],
  },
  descriptions: {
    title: 'Image descriptions',
    period: '24h',
    filters: ['provider'],
    rows: [
      [
        { kind: 'tile', title: 'Jobs', metric: 'description_jobs', width: 4 },
        { kind: 'tile', title: 'Success rate', metric: 'description_success_rate', width: 4 },
        { kind: 'tile', title: 'Duration p95', metric: 'description_duration', stat: 'p95', width: 4 },
      ],
      [{ kind: 'line', title: 'Jobs by provider', metric: 'description_jobs', breakdown: 'provider', width: 12 }],
    ],
  },
  assets: {
    title: 'Asset processing',
    period: '24h',
    filters: ['provider'],
    rows: [
      [
        { kind: 'tile', title: 'Ingested', metric: 'assets_ingested', width: 3 },
        { kind: 'tile', title: 'Versioned', metric: 'assets_versioned', width: 3 },
        { kind: 'tile', title: 'Approved', metric: 'assets_approved', width: 3 },
        { kind: 'tile', title: 'Success rate', metric: 'asset_success_rate', width: 3 },
      ],
      [
        { kind: 'area', title: 'Jobs by stage', metric: 'asset_jobs', breakdown: 'stage', width: 6 },
        { kind: 'line', title: 'Duration p95', metric: 'asset_duration', stat: 'p95', width: 6 },
      ],
    ],
  },
  providers: {
    title: 'ML providers',
    period: '7d',
    rows: [
      [
        { kind: 'table', title: 'Jobs', metric: 'jobs', breakdown: 'provider', width: 3 },
        { kind: 'table', title: 'Success rate', metric: 'success_rate', breakdown: 'provider', width: 3 },
        { kind: 'table', title: 'Duration p95', metric: 'duration', stat: 'p95', breakdown: 'provider', width: 3 },
        { kind: 'table', title: 'Cost', metric: 'cost', breakdown: 'provider', width: 3 },
      ],
      [
        { kind: 'line', title: 'Cost by provider', metric: 'cost', breakdown: 'provider', width: 6 },
        { kind: 'line', title: 'Cost per job by provider', metric: 'cost_per_job', breakdown: 'provider', width: 6 },
      ],
    ],
  },
} as const
