import type { Filter } from '@tidemark/contracts'

function meets({ op, values }: Filter, value: string | null): boolean {
  switch (op) {
    case 'exists':
      return value !== null
    case 'missing':
      return value === null
    case 'in':
      return value !== null && values.includes(value)
    case 'notIn':
      return value !== null && !values.includes(value)
  }
}

/**
 * Whether an event with these dimension values (null: absent) meets every filter. An absent value is never `notIn`. Pure.
 */
export const satisfies = (filters: readonly Filter[], lookUp: (dimension: string) => string | null): boolean =>
  filters.every((filter) => meets(filter, lookUp(filter.dimension)))
