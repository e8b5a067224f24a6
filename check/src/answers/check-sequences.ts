import type { PackSpec, TimeRange } from '@tidemark/contracts'
import { EXACT, type Ledger } from './compare.ts'
import type { Product } from './product.ts'
import { funnelSql, retentionSql, stallSql } from './sequence-sql.ts'
import type { Warehouse } from './warehouse.ts'

/** What is asked of units: answers of the product on one side, the warehouse on the other. */
export interface SequenceContext extends Pick<Product, 'funnel' | 'stall' | 'retention'> {
  readonly warehouse: Warehouse
  readonly ledger: Ledger
  readonly timeZone: string
  readonly isPersonal: (dimension: string) => boolean
}

async function checkFunnel(context: SequenceContext, id: string, spec: PackSpec['funnels'][string], range: TimeRange) {
  for (const dimension of [null, ...spec.breakdowns.filter((name) => !context.isPersonal(name))]) {
    const answer = await context.funnel(id, range, dimension === null ? [] : [dimension])
    const rows = await context.warehouse.rows(funnelSql(spec, range, dimension))
    const expected = new Map(rows.map(([key, ...counts]) => [key as string | null, counts as number[]]))
    for (const group of answer.groups.filter(({ role }) => role === (dimension === null ? 'all' : 'group'))) {
      const counts = expected.get(group.key[0] ?? null) ?? []
      for (const [i, { units }] of group.steps.entries()) {
        const at = `${group.key[0] ?? 'all'}, step ${i + 1}`
        context.ledger.note(
          'funnel',
          { question: `${id} by ${dimension}`, at, answer: units, expected: counts[i] ?? 0 },
          EXACT,
        )
      }
    }
  }
}

async function checkStall(context: SequenceContext, id: string, spec: PackSpec['stalls'][string], range: TimeRange) {
  const { groups } = await context.stall(id, range)
  const [[units, stuck] = []] = await context.warehouse.rows(stallSql(spec, range))
  const { units: seen = null, stuck: found = null } = groups[0] ?? {}
  context.ledger.note('stall', { question: id, at: 'units', answer: seen, expected: units as number }, EXACT)
  context.ledger.note('stall', { question: id, at: 'stuck', answer: found, expected: stuck as number }, EXACT)
}

async function checkRetention(
  context: SequenceContext,
  id: string,
  spec: PackSpec['cohorts'][string],
  range: TimeRange,
) {
  const { cohorts, groups } = await context.retention(id, range)
  const rows = await context.warehouse.rows(retentionSql(spec, context.timeZone))
  const expected = new Map(rows.map(([start, offset, actors]) => [`${start} ${offset}`, Number(actors)]))
  for (const [i, row] of (groups[0]?.rows ?? []).entries()) {
    const start = cohorts[i]!.from
    const note = (offset: number, answer: number | null) =>
      context.ledger.note(
        'retention',
        { question: id, at: `${start} ${offset}`, answer, expected: expected.get(`${start} ${offset}`) ?? 0 },
        EXACT,
      )
    note(-1, row.size)
    for (const [offset, { returned, state }] of row.cells.entries()) if (state === 'value') note(offset, returned)
  }
}

/** Every funnel, by everything it may be broken down by, every stall and every retention table of a pack. */
export async function checkSequences(context: SequenceContext, pack: PackSpec, range: TimeRange): Promise<void> {
  for (const [name, spec] of Object.entries(pack.funnels))
    await checkFunnel(context, `${pack.name}.${name}`, spec, range)
  for (const [name, spec] of Object.entries(pack.stalls)) await checkStall(context, `${pack.name}.${name}`, spec, range)
  for (const [name, spec] of Object.entries(pack.cohorts))
    await checkRetention(context, `${pack.name}.${name}`, spec, range)
}
