import type { QueryFilter } from '@tidemark/contracts'

const TOKEN = /^([A-Za-z][A-Za-z0-9_.-]*?)(!?)(?:\?|:([\s\S]*))$/

/**
 * Reads the `f` parameters of an address: `dim:value` (in), `dim!:value` (not in), `dim?` (exists), `dim!?` (missing).
 * Several values of one dimension and operator belong to one filter. Unreadable ones are left out.
 */
export const readFilters = (params: URLSearchParams): QueryFilter[] => {
  const filters = new Map<string, QueryFilter>()
  for (const token of params.getAll('f')) {
    const match = TOKEN.exec(token)
    if (match === null) continue
    const [, dimension = '', not, value] = match
    const op = value === undefined ? (not ? 'missing' : 'exists') : not ? 'notIn' : 'in'
    const key = `${op} ${dimension}`
    const values = [...(filters.get(key)?.values ?? []), ...(value === undefined ? [] : [value])]
    filters.set(key, { dimension, op, values: [...new Set(values)] })
  }
  return [...filters.values()]
}

/** The `f` tokens of a filter. */
const tokensOf = ({ dimension, op, values }: QueryFilter): string[] => {
  if (op === 'exists') return [`${dimension}?`]
  if (op === 'missing') return [`${dimension}!?`]
  return values.map((value) => `${dimension}${op === 'notIn' ? '!' : ''}:${value}`)
}

/** Writes filters into an address in place of the ones it has. */
export const writeFilters = (params: URLSearchParams, filters: readonly QueryFilter[]): void => {
  params.delete('f')
  for (const filter of filters) for (const token of tokensOf(filter)) params.append('f', token)
}
