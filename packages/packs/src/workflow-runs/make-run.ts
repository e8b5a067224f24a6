import type { SeededEventOf } from '@tidemark/contracts'
import type { Random } from '../seeded/random.ts'
import { seededId } from '../seeded/seeded-id.ts'
import { createStory } from '../seeded/story.ts'
import {
  docxFailed,
  docxSucceeded,
  type events,
  pdfFailed,
  pdfSucceeded,
  queueDequeued,
  queueEnqueued,
  runFailed,
  runStarted,
  runSucceeded,
} from './events.ts'
import type { Workflow } from './workflows.ts'

export type RunEvent = SeededEventOf<(typeof events)[number]>

/** No run takes longer than this from its first event to its last, ms. */
export const LONGEST_RUN_MS = 60_000

const WAIT_MS = 300
const LONGEST_WAIT_MS = 5_000
const DOCUMENT_FAILURE = 0.008
const PEOPLE = 40
/** What an incident does to the workflow that it hits. */
const TROUBLE = { failure: 0.5, slower: 7, documentFailure: 0.3 }
const ERRORS = ['validation_error', 'timeout', 'service_unavailable'] as const
const DOCUMENTS = {
  pdf: { succeeded: pdfSucceeded, failed: pdfFailed, bytes: 180_000 },
  docx: { succeeded: docxSucceeded, failed: docxFailed, bytes: 60_000 },
} as const

/** The events of one run whose first event is at `at` (epoch ms), in no particular order; `random` is the run's own. */
export function makeRun(workflow: Workflow, at: number, troubled: boolean, random: Random): RunEvent[] {
  const actor = `${workflow.name}-${Math.floor(random.uniform() * PEOPLE)}`
  const story = createStory(random, { actor, correlationId: seededId(at, random) })
  const tell: typeof story.tell = (spec, after, props) => story.tell(spec, at + after, props)
  const { name } = workflow
  const wait = workflow.queued ? Math.min(random.logNormal(WAIT_MS, 0.6), LONGEST_WAIT_MS) : 0
  if (workflow.queued) {
    tell(queueEnqueued, 0, { workflow: name })
    tell(queueDequeued, wait, { workflow: name })
  }
  tell(runStarted, wait, { workflow: name })

  const slower = troubled ? TROUBLE.slower : 1
  const duration = Math.round(
    Math.min(random.logNormal(workflow.medianMs * slower, workflow.sigma), LONGEST_RUN_MS - LONGEST_WAIT_MS - 1),
  )
  const fails = random.chance(troubled ? TROUBLE.failure : workflow.failure)
  const errorType = random.pick(ERRORS)
  if (fails) tell(runFailed, wait + duration, { workflow: name, error_type: errorType, duration })
  else tell(runSucceeded, wait + duration, { workflow: name, duration, step_count: workflow.steps })

  for (const kind of ['pdf', 'docx'] as const) {
    if (!random.chance(workflow[kind])) continue
    const { succeeded, failed, bytes } = DOCUMENTS[kind]
    const took = Math.round(duration * (0.2 + 0.3 * random.uniform()))
    const broken = random.chance(troubled ? TROUBLE.documentFailure : DOCUMENT_FAILURE)
    const size = Math.round(random.logNormal(bytes, 0.5))
    if (broken) tell(failed, wait + duration - 1, { workflow: name, error_type: errorType, duration: took })
    else tell(succeeded, wait + duration - 1, { workflow: name, duration: took, file_size: size })
  }
  return story.events as RunEvent[]
}
