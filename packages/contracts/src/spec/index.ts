export * from './dimension.ts'
export * from './event.ts'
export * from './metric.ts'
export * from './pack.ts'
