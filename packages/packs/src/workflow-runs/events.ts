import { defineEvent, measure, text } from '@tidemark/contracts'

const workflow = text({ title: 'Workflow', budget: 2000 })
const failed = { workflow, error_type: text({ title: 'Error type', budget: 200, optional: true }) }
const duration = measure({ title: 'Duration', unit: 'ms', min: 0 })
const document = {
  duration,
  file_size: measure({ title: 'File size', unit: 'bytes', min: 0, integer: true, optional: true }),
}
/** A queue may serve work that belongs to no workflow. */
const queued = { workflow: text({ title: 'Workflow', budget: 2000, optional: true }) }

// The run is the correlation id of each event, the person who started it the actor.
export const runStarted = defineEvent({
  type: 'run_started',
  title: 'Run started',
  dimensions: { workflow },
  measures: {},
})

export const runSucceeded = defineEvent({
  type: 'run_succeeded',
  title: 'Run succeeded',
  dimensions: { workflow },
  measures: {
    duration,
    step_count: measure({ title: 'Steps', unit: 'count', min: 0, integer: true, optional: true }),
  },
})

export const runFailed = defineEvent({
  type: 'run_failed',
  title: 'Run failed',
  dimensions: failed,
  measures: { duration },
})

export const pdfSucceeded = defineEvent({
  type: 'pdf_succeeded',
  title: 'PDF succeeded',
  dimensions: { workflow },
  measures: document,
})

export const pdfFailed = defineEvent({
  type: 'pdf_failed',
  title: 'PDF failed',
  dimensions: failed,
  measures: { duration },
})

export const docxSucceeded = defineEvent({
  type: 'docx_succeeded',
  title: 'DOCX succeeded',
  dimensions: { workflow },
  measures: document,
})

export const docxFailed = defineEvent({
  type: 'docx_failed',
  title: 'DOCX failed',
  dimensions: failed,
  measures: { duration },
})

export const queueEnqueued = defineEvent({
  type: 'queue_enqueued',
  title: 'Queue enqueued',
  dimensions: queued,
  measures: {},
})

export const queueDequeued = defineEvent({
  type: 'queue_dequeued',
  title: 'Queue dequeued',
  dimensions: queued,
  measures: {},
})

/** Every event type of the pack, in the order of `metrics_event_type`. */
export const events = [
  runStarted,
  runSucceeded,
  runFailed,
  pdfSucceeded,
  pdfFailed,
  docxSucceeded,
  docxFailed,
  queueEnqueued,
  queueDequeued,
] as const
