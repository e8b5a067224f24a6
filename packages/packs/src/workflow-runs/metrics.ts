import { count, distribution, part, ratio } from '@tidemark/contracts'
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

export const metrics = {
  runs_started: count({ of: runStarted, title: 'Runs started', coveredBy: FINISHED }),
  runs_finished: count({
    of: FINISHED,
    title: 'Runs finished',
    description: 'Runs that ended, whichever way, by the time they ended',
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
  queue_enqueued: count({
    of: queueEnqueued,
    title: 'Enqueued',
    description: 'Together with what was dequeued it tells how the depth of the queue changes',
    coveredBy: [queueDequeued],
  }),
  queue_dequeued: count({ of: queueDequeued, title: 'Dequeued', coveredBy: [queueEnqueued] }),
}
