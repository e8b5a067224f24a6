export * from './catalog.ts'
export {
  defineJob,
  type EmptyPayload,
  type Every,
  type Job,
  type PayloadOf,
  parseEvery,
  type Wakeable,
} from './define-job.ts'
export { LANES, type Lane } from './lanes.ts'
export { createProducer, type EnqueueOptions, type Producer, type ProducerStats } from './producer.ts'
export {
  type Handlers,
  IDLE,
  type JobHandler,
  type JobRun,
  type RunContext,
  type RunSource,
} from './runtime/handlers.ts'
export { startWorkerRuntime, type WorkerRuntime, type WorkerRuntimeOptions } from './runtime/worker-runtime.ts'
