import { busyness, type Rhythm } from '../seeded/rhythm.ts'

/** What a made-up workflow is like. Times in ms, chances from 0 to 1. */
export interface Workflow extends Rhythm {
  readonly name: string
  /** runs started per minute in the mean of a week */
  readonly perMinute: number
  readonly medianMs: number
  /** deviation of the logarithm of the duration */
  readonly sigma: number
  readonly failure: number
  readonly steps: number
  /** runs wait in a queue before they start */
  readonly queued: boolean
  /** chance that a run makes a document of the kind */
  readonly pdf: number
  readonly docx: number
  /** an incident hits it */
  readonly fragile: boolean
}

const steady = { rhythm: 0.5, weekend: 0.6, sigma: 0.4, queued: false, pdf: 0, docx: 0, fragile: false }

/** The workflows of the made-up company. */
export const WORKFLOWS: readonly Workflow[] = [
  {
    ...steady,
    name: 'invoice-approval',
    perMinute: 10,
    rhythm: 0.25,
    weekend: 0.9,
    medianMs: 1_200,
    failure: 0.0005,
    steps: 6,
    pdf: 0.4,
    fragile: true,
  },
  { ...steady, name: 'expense-report', perMinute: 4, medianMs: 700, failure: 0.0005, steps: 4, pdf: 0.25 },
  { ...steady, name: 'employee-onboarding', perMinute: 1.5, medianMs: 1_900, failure: 0.001, steps: 14, docx: 0.6 },
  { ...steady, name: 'contract-renewal', perMinute: 1, medianMs: 1_500, failure: 0.001, steps: 9, pdf: 0.5, docx: 0.4 },
  {
    ...steady,
    name: 'lead-scoring',
    perMinute: 3,
    rhythm: 0.7,
    medianMs: 250,
    failure: 0.0005,
    steps: 3,
    queued: true,
  },
  {
    ...steady,
    name: 'nightly-report',
    perMinute: 1,
    rhythm: -0.8,
    weekend: 1,
    medianMs: 2_000,
    sigma: 0.35,
    failure: 0.001,
    steps: 5,
    queued: true,
    pdf: 0.9,
  },
]

/** Runs per minute that are expected at `ts` (epoch ms): more in the afternoon (UTC) than at night, fewer on weekends. */
export const expectedRuns = (workflow: Workflow, ts: number): number => workflow.perMinute * busyness(workflow, ts)
