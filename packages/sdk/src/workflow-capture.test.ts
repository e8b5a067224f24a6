import type { packs } from '@tidemark/packs'
import { expect, test, vi } from 'vitest'
import { FakeRuntime } from '../test/fake-runtime.ts'
import { createTidemark } from './index.ts'
import { createWorkflowCapture } from './workflow-capture.ts'

const RUN = { tenantId: 't1', projectId: 'main', workflowId: 'invoice', runId: 'run-7' }

function start() {
  const runtime = new FakeRuntime()
  const client = createTidemark<typeof packs>({ url: 'https://x.example', writeKey: 'key', runtime })
  const sent = async () => {
    await client.flush()
    return runtime.requests.flatMap((request) =>
      request.body.events.map(({ id: _id, ts: _ts, ...event }: Record<string, unknown>) => event),
    )
  }
  return { client, capture: createWorkflowCapture(client), sent }
}

const at = (type: string, props: object, more: object = {}) => ({
  type,
  correlationId: RUN.runId,
  props: { workflow: 'invoice', ...props },
  ...more,
})

test('a run is captured from start to end, the one who started it as the actor [ING-23 EVT-06]', async () => {
  const { capture, sent } = start()
  const { started, succeeded, failed } = capture.captureRunLifecycle
  expect(started({ ...RUN, createdBy: 'ann' })).toMatch(/^[0-9a-f-]{36}$/)
  succeeded({ ...RUN, durationMs: 12, stepCount: 3 })
  failed({ ...RUN, durationMs: 13, errorType: 'validation_error' })
  expect(await sent()).toEqual([
    at('run_started', {}, { actor: 'ann' }),
    at('run_succeeded', { duration: 12, step_count: 3 }),
    at('run_failed', { duration: 13, error_type: 'validation_error' }),
  ])
})

test('documents are captured, made or failed [ING-24 EVT-06]', async () => {
  const { capture, sent } = start()
  const { pdfSucceeded, pdfFailed, docxSucceeded, docxFailed } = capture.captureDocumentGeneration
  pdfSucceeded({ ...RUN, durationMs: 1, fileSize: 2048 })
  pdfFailed({ ...RUN, durationMs: 2, errorType: undefined })
  docxSucceeded({ ...RUN, durationMs: 3 })
  docxFailed({ ...RUN, durationMs: 4, errorType: 'E_FONT' })
  expect(await sent()).toEqual([
    at('pdf_succeeded', { duration: 1, file_size: 2048 }),
    at('pdf_failed', { duration: 2 }),
    at('docx_succeeded', { duration: 3 }),
    at('docx_failed', { duration: 4, error_type: 'E_FONT' }),
  ])
})

test('the queue is captured, with a workflow or without [ING-25 EVT-06]', async () => {
  const { capture, sent } = start()
  capture.captureQueue.enqueued(RUN)
  capture.captureQueue.dequeued({ tenantId: 't1', projectId: 'main' })
  expect(await sent()).toEqual([at('queue_enqueued', {}), { type: 'queue_dequeued', props: {} }])
})

test('what is not declared never leaves, however deep it hides [ING-22]', async () => {
  const { capture, sent } = start()
  const payload = { user: { email: 'ann@example.com', nested: [{ password: 'hunter2' }] } }
  capture.captureRunLifecycle.succeeded({ ...RUN, durationMs: 1, ...payload } as never)
  expect(await sent()).toEqual([at('run_succeeded', { duration: 1 })])
})

test('each project has its client; where there is none, nothing is captured [PLT-07]', async () => {
  const { client, sent } = start()
  const clientFor = vi.fn(({ projectId }: { projectId: string }) => (projectId === 'main' ? client : undefined))
  const { captureRunLifecycle } = createWorkflowCapture(clientFor)
  expect(captureRunLifecycle.started(RUN)).toBeDefined()
  expect(captureRunLifecycle.started({ ...RUN, projectId: 'other' })).toBeUndefined()
  expect(clientFor).toHaveBeenCalledWith({ tenantId: 't1', projectId: 'main' })
  expect(await sent()).toHaveLength(1)
})

test('it never throws into the run, not even when the host hands it nonsense [ING-23]', () => {
  const throwing = createWorkflowCapture(() => {
    throw new Error('no such project')
  })
  expect(throwing.captureRunLifecycle.started(RUN)).toBeUndefined()
  const { capture } = start()
  const circular: Record<string, unknown> = {}
  circular.self = circular
  expect(capture.captureRunLifecycle.succeeded({ ...RUN, durationMs: circular as never })).toBeUndefined()
  expect(capture.captureRunLifecycle.failed(undefined as never)).toBeUndefined()
})
