export * from './catalog-view.ts'
export * from './metric-query.ts'
export * from './metric-result.ts'
