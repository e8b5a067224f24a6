import type { DimensionSpec, MeasureSpec, RejectCode } from '@tidemark/contracts'
import { sanitise } from './shape.ts'

export interface FieldProblem {
  code: RejectCode
  message: string
}

/** Reads one declared field of an event: its stored value, or what is wrong with it. */
export type ReadField<T> = (value: unknown) => T | FieldProblem

const problem = (code: RejectCode, message: string): FieldProblem => ({ code, message })

export const isProblem = (value: unknown): value is FieldProblem => typeof value === 'object' && value !== null

/** Compiles the reader of a dimension: text as it will be stored, or a problem. Pure. */
export function readDimension(spec: DimensionSpec): ReadField<string> {
  switch (spec.type) {
    case 'text':
      return (value) => {
        if (typeof value !== 'string') return problem('invalid_type', 'must be a string')
        if (value.length > spec.maxLength) return problem('too_long', `must have at most ${spec.maxLength} characters`)
        return sanitise(value)
      }
    case 'one_of': {
      const allowed = new Set<unknown>(spec.values)
      const list = [...allowed].slice(0, 12).join(', ')
      return (value) => (allowed.has(value) ? (value as string) : problem('invalid_value', `must be one of ${list}`))
    }
    case 'whole': {
      const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = spec
      return (value) =>
        Number.isInteger(value) && (value as number) >= min && (value as number) <= max
          ? String(value)
          : problem('invalid_value', `must be a whole number from ${min} to ${max}`)
    }
    case 'flag':
      return (value) => (typeof value === 'boolean' ? String(value) : problem('invalid_type', 'must be true or false'))
  }
}

/** Compiles the reader of a measure: a finite float64, or a problem. Pure. */
export function readMeasure(spec: MeasureSpec): ReadField<number> {
  return (value) => {
    if (typeof value !== 'number') return problem('invalid_type', 'must be a number')
    if (!Number.isFinite(value)) return problem('invalid_number', 'must be a finite number')
    if (spec.integer && !Number.isSafeInteger(value))
      return problem('invalid_number', 'must be a whole number that float64 holds exactly')
    if (value < spec.min || value > spec.max)
      return problem('invalid_number', `must be from ${spec.min} to ${spec.max}`)
    return value === 0 ? 0 : value
  }
}
