export * from './catalog.ts'
export { createProducer, type Producer } from './producer.ts'
export { type Handlers, IDLE, type JobHandler, type JobRun } from './runtime/handlers.ts'
export { startWorkerRuntime } from './runtime/worker-runtime.ts'
