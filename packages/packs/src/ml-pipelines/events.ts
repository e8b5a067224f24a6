import { defineEvent, measure, oneOf, text } from '@tidemark/contracts'

/** One job that ended, whichever way. What it cost is told with the price of its day and never computed again. */
export const mlJob = defineEvent({
  type: 'ml_job',
  title: 'ML job',
  dimensions: {
    pipeline: oneOf(['3d_generation', 'image_description', 'asset_processing'], { title: 'Pipeline' }),
    stage: oneOf(['ingestion', 'versioning', 'approval'], { title: 'Stage', optional: true }),
    provider: text({ title: 'Provider', budget: 100 }),
    status: oneOf(['succeeded', 'failed'], { title: 'Status' }),
    error_type: text({ title: 'Error type', budget: 200, optional: true }),
    currency: text({ title: 'Currency', budget: 200, maxLength: 3, optional: true }),
  },
  measures: {
    duration: measure({ title: 'Duration', unit: 'ms', min: 0 }),
    cost: measure({
      title: 'Cost',
      unit: 'currency',
      integer: true,
      min: 0,
      currency: 'currency',
      optional: true,
    }),
  },
})
