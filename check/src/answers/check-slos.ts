import type { PackSpec, SloResult, StoredMetricSpec, Term } from '@tidemark/contracts'
import { EXACT, type Ledger } from './compare.ts'
import { metricSql } from './metric-sql.ts'
import type { Product } from './product.ts'
import type { Warehouse } from './warehouse.ts'

export interface SloContext extends Pick<Product, 'slo'> {
  readonly warehouse: Warehouse
  readonly ledger: Ledger
}

const metric = (spec: object): StoredMetricSpec => spec as StoredMetricSpec
const countOf = (of: readonly Term[]) => metric({ kind: of[0]?.field === 'sum' ? 'sum' : 'count', of })

async function one({ warehouse }: SloContext, spec: StoredMetricSpec, { range }: SloResult): Promise<number> {
  const [row] = await warehouse.rows(metricSql(spec, 'value', { range, filters: [], bucket: '0', breakdown: [] }))
  return Number(row?.at(-1) ?? 0)
}

/** Good and total events of every objective. What lies within 1 % of a latency threshold may be counted on either side. */
export async function checkSlos(context: SloContext, pack: PackSpec): Promise<void> {
  for (const [name, { sli }] of Object.entries(pack.slos)) {
    const id = `${pack.name}.${name}`
    const answer = await context.slo(id)
    const note = (at: string, value: number, expected: number) =>
      context.ledger.note('objective', { question: id, at, answer: value, expected }, EXACT)
    const { good, total } = { good: answer.state.good ?? 0, total: answer.state.total ?? 0 }
    if (sli.kind === 'ratio') {
      note('good', good, await one(context, countOf(sli.good), answer))
      note('total', total, await one(context, countOf(sli.total), answer))
      continue
    }
    const within = (threshold: number) => metric({ kind: 'within', of: sli.of, atMost: threshold })
    const [least, most] = [
      await one(context, within(sli.thresholdMs * 0.99), answer),
      await one(context, within(sli.thresholdMs * 1.0102), answer),
    ]
    note('good', good, Math.min(most, Math.max(least, good)))
    note('total', total, await one(context, countOf(sli.of.map((term) => ({ ...term, field: 'n' as const }))), answer))
  }
}
