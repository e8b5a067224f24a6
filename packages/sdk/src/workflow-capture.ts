import type { events } from '@tidemark/packs/workflow-runs/events'
import type { EventType, PropsOf } from './catalog-types.ts'
import type { TrackOptions } from './encode-event.ts'

type Runs = typeof events

/** A client of any catalog; the server has the pack of workflow runs. */
export type WorkflowClient = { track(type: never, props: never, options?: TrackOptions): string | undefined }

/** Where something ran. A write key names its project, so `projectId` chooses the client. */
export type WorkflowScope = { readonly tenantId: string; readonly projectId: string }

export type WorkflowRun = WorkflowScope & {
  readonly workflowId: string
  readonly runId: string
  /** who started it; the server stores a keyed pseudonym only */
  readonly createdBy?: string | undefined
}
type Finished = WorkflowRun & { readonly durationMs: number }
type Succeeded = Finished & { readonly stepCount?: number | undefined }
type Failed = Finished & { readonly errorType?: string | undefined }
type Made = Finished & { readonly fileSize?: number | undefined }
type Queued = WorkflowScope & Partial<Omit<WorkflowRun, keyof WorkflowScope>>

/** Answers the id of the event, or undefined where none was captured. Returns at once and never throws. */
type Capture<Input> = (input: Input) => string | undefined

export type WorkflowCapture = {
  readonly captureRunLifecycle: {
    readonly started: Capture<WorkflowRun>
    readonly succeeded: Capture<Succeeded>
    readonly failed: Capture<Failed>
  }
  readonly captureDocumentGeneration: {
    readonly pdfSucceeded: Capture<Made>
    readonly pdfFailed: Capture<Failed>
    readonly docxSucceeded: Capture<Made>
    readonly docxFailed: Capture<Failed>
  }
  readonly captureQueue: { readonly enqueued: Capture<Queued>; readonly dequeued: Capture<Queued> }
}

type ClientFor = WorkflowClient | ((scope: WorkflowScope) => WorkflowClient | undefined)
type MakeCapture = <T extends EventType<Runs>, Input extends Queued>(
  type: T,
  propsOf: (input: Input) => PropsOf<Runs, T>,
) => Capture<Input>

const makeCaptures =
  (clientFor: ClientFor): MakeCapture =>
  (type, propsOf) =>
  (input) => {
    try {
      const { tenantId, projectId, runId, createdBy } = input
      const client = typeof clientFor === 'function' ? clientFor({ tenantId, projectId }) : clientFor
      return client?.track(type as never, propsOf(input) as never, { correlationId: runId, actor: createdBy })
    } catch {
      return undefined
    }
  }

// Only what is declared leaves: whatever else the caller's object holds stays with the caller.
const started = ({ workflowId }: WorkflowRun) => ({ workflow: workflowId })
const finished = ({ workflowId, durationMs }: Finished) => ({ workflow: workflowId, duration: durationMs })
const failed = (run: Failed) => ({
  ...finished(run),
  ...(run.errorType !== undefined && { error_type: run.errorType }),
})
const made = (run: Made) => ({ ...finished(run), ...(run.fileSize !== undefined && { file_size: run.fileSize }) })
const queued = ({ workflowId }: Queued) => (workflowId === undefined ? {} : { workflow: workflowId })

/**
 * Captures what workflow runs do. `clientFor` is the client of the one project there is, or finds the client of a scope;
 * where it finds none, nothing is captured.
 */
export function createWorkflowCapture(clientFor: ClientFor): WorkflowCapture {
  const capture = makeCaptures(clientFor)
  return {
    captureRunLifecycle: {
      started: capture('run_started', started),
      succeeded: capture('run_succeeded', (run: Succeeded) => ({
        ...finished(run),
        ...(run.stepCount !== undefined && { step_count: run.stepCount }),
      })),
      failed: capture('run_failed', failed),
    },
    captureDocumentGeneration: {
      pdfSucceeded: capture('pdf_succeeded', made),
      pdfFailed: capture('pdf_failed', failed),
      docxSucceeded: capture('docx_succeeded', made),
      docxFailed: capture('docx_failed', failed),
    },
    captureQueue: {
      enqueued: capture('queue_enqueued', queued),
      dequeued: capture('queue_dequeued', queued),
    },
  }
}
