import { count, derived, distribution, dividedBy, exists, part, ratio, sum } from '@tidemark/contracts'
import { mlJob } from './events.ts'

type Pipeline = '3d_generation' | 'image_description' | 'asset_processing'
const SUCCEEDED = { status: 'succeeded' } as const
const FAILED = { status: 'failed' } as const

const jobsOf = (title: string, pipeline: Pipeline) => count({ of: mlJob, where: { pipeline }, title: `${title}: jobs` })

const successOf = (title: string, pipeline: Pipeline) =>
  ratio({
    of: part(mlJob, { where: { pipeline, ...SUCCEEDED } }),
    over: part(mlJob, { where: { pipeline } }),
    title: `${title}: success rate`,
    description: 'Jobs that succeeded over jobs that ended',
    better: 'higher',
  })

const durationOf = (title: string, pipeline: Pipeline) =>
  distribution({
    of: mlJob,
    measure: 'duration',
    where: { pipeline },
    title: `${title}: duration`,
    description: 'How long jobs took that ended, failed ones included',
    better: 'lower',
  })

const stageOf = (title: string, stage: 'ingestion' | 'versioning' | 'approval') =>
  count({
    of: mlJob,
    where: { pipeline: 'asset_processing', stage, ...SUCCEEDED },
    title,
    better: 'higher',
    coveredBy: [mlJob],
  })

const pricedJobs = count({ of: mlJob, where: { currency: exists }, title: 'Jobs with a price' })
const cost = sum({
  of: mlJob,
  measure: 'cost',
  title: 'Cost',
  description:
    'Estimated by the prices that held when jobs ended, in minor units of one currency; failed jobs cost as well',
  better: 'lower',
})

export const metrics = {
  jobs: count({ of: mlJob, title: 'Jobs' }),
  jobs_succeeded: count({ of: mlJob, where: SUCCEEDED, title: 'Jobs succeeded', better: 'higher' }),
  jobs_failed: count({ of: mlJob, where: FAILED, title: 'Failed jobs', better: 'lower' }),
  success_rate: ratio({
    of: part(mlJob, { where: SUCCEEDED }),
    over: part(mlJob),
    title: 'Success rate',
    description: 'Jobs that succeeded over jobs that ended',
    better: 'higher',
  }),
  duration: distribution({ of: mlJob, measure: 'duration', title: 'Duration', better: 'lower' }),
  success_duration: distribution({
    of: mlJob,
    measure: 'duration',
    where: SUCCEEDED,
    title: 'Duration of jobs that succeeded',
    description: 'Without failed jobs, which may end early or late',
    better: 'lower',
  }),
  cost,
  priced_jobs: pricedJobs,
  cost_per_job: derived({
    formula: dividedBy(cost, pricedJobs),
    unit: 'currency',
    title: 'Cost per job',
    description: 'Cost over the jobs whose price is known, in minor units of one currency',
    better: 'lower',
  }),

  generation_3d_jobs: jobsOf('3D generation', '3d_generation'),
  generation_3d_success_rate: successOf('3D generation', '3d_generation'),
  generation_3d_duration: durationOf('3D generation', '3d_generation'),
  description_jobs: jobsOf('Image descriptions', 'image_description'),
  description_success_rate: successOf('Image descriptions', 'image_description'),
  description_duration: durationOf('Image descriptions', 'image_description'),
  asset_jobs: jobsOf('Asset processing', 'asset_processing'),
  asset_success_rate: successOf('Asset processing', 'asset_processing'),
  asset_duration: durationOf('Asset processing', 'asset_processing'),
  assets_ingested: stageOf('Assets ingested', 'ingestion'),
  assets_versioned: stageOf('Assets versioned', 'versioning'),
  assets_approved: stageOf('Assets approved', 'approval'),
}
