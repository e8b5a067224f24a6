import { count, derived, distribution, minus, part, ratio } from '@tidemark/contracts'
import {
  docxFailed,
  docxSucceeded,
  pdfFailed,
  pdfSucceeded,
  queueDequeued,
  queueEnqueued,
  runFailed,
  runStarted,
  runSucceeded,
} from './events.ts'

// Starts count when a run starts, outcomes when it ends. No failure while others succeed is 0, and no gap.
const FINISHED = [runSucceeded, runFailed]
const PDF = [pdfSucceeded, pdfFailed]
const DOCX = [docxSucceeded, docxFailed]

const started = count({ of: runStarted, title: 'Runs started', coveredBy: FINISHED })
const finished = count({
  of: FINISHED,
  title: 'Runs finished',
  description: 'Runs that ended, whichever way, by the time they ended',
  coveredBy: [runStarted],
})

const enqueued = count({ of: queueEnqueued, title: 'Enqueued', coveredBy: [queueDequeued] })
const dequeued = count({ of: queueDequeued, title: 'Dequeued', coveredBy: [queueEnqueued] })

export const metrics = {
  runs_started: started,
  runs_finished: finished,
  runs_unfinished: derived({
    formula: minus(started, finished),
    unit: 'count',
    title: 'Unfinished runs',
    description: 'Runs started less runs that ended: under way, or hanging. Below 0 where more ended than began',
    better: 'lower',
  }),
  success_of_started: ratio({
    of: part(runSucceeded),
    over: part(runStarted),
    title: 'Success of started runs',
    description: 'Runs that succeeded over runs that started, so that a run that hangs forever is no success',
    better: 'higher',
  }),
  runs_succeeded: count({ of: runSucceeded, title: 'Runs succeeded', better: 'higher', coveredBy: FINISHED }),
  run_failures: count({ of: runFailed, title: 'Failed runs', better: 'lower', coveredBy: FINISHED }),
  success_rate: ratio({
    of: part(runSucceeded),
    over: part(FINISHED),
    title: 'Success rate',
    description: 'Runs that succeeded over runs that ended',
    better: 'higher',
  }),
  run_duration: distribution({
    of: FINISHED,
    measure: 'duration',
    title: 'Run duration',
    description: 'How long runs took that ended, failed ones included',
    better: 'lower',
  }),
  pdf_succeeded: count({ of: pdfSucceeded, title: 'PDFs made', better: 'higher', coveredBy: PDF }),
  pdf_failures: count({ of: pdfFailed, title: 'Failed PDFs', better: 'lower', coveredBy: PDF }),
  pdf_success_rate: ratio({
    of: part(pdfSucceeded),
    over: part(PDF),
    title: 'PDF success rate',
    better: 'higher',
  }),
  docx_succeeded: count({ of: docxSucceeded, title: 'DOCX files made', better: 'higher', coveredBy: DOCX }),
  docx_failures: count({ of: docxFailed, title: 'Failed DOCX files', better: 'lower', coveredBy: DOCX }),
  docx_success_rate: ratio({
    of: part(docxSucceeded),
    over: part(DOCX),
    title: 'DOCX success rate',
    better: 'higher',
  }),
  queue_enqueued: enqueued,
  queue_dequeued: dequeued,
  queue_growth: derived({
    formula: minus(enqueued, dequeued),
    unit: 'count',
    title: 'Queue growth',
    description: 'Enqueued less dequeued: by how much the queue grew',
    better: 'lower',
  }),
}
