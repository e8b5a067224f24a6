export type { AlertContext } from './alert-context.ts'
