import type { MetricGroup, Receipt } from '@tidemark/contracts'
import type { Verification } from '@tidemark/contracts/query/trust'
import type { Queryable } from '@tidemark/db'
import { RELATIVE_ERROR } from '../sketch/ddsketch.ts'
import { DISTINCT_RELATIVE_ERROR } from '../sketch/hyperloglog.ts'
import type { GatheredAnswer } from './gather-answer.ts'
import type { NormalQuery, Operand } from './normalise.ts'

/** How current the stored rows of a project are. */
export interface Freshness {
  /** epoch ms; everything received before is folded */
  dataTime: number
  complete: boolean
  revision: number
}

/** Read before the rows, so that the rows are at least as fresh as it says. */
export async function fetchFreshness(db: Queryable, projectId: number, now: number): Promise<Freshness> {
  const { rows } = await db.query<{ oldest: number | null; revision: number }>(
    `SELECT (SELECT date_part('epoch', min(received_at)) * 1000 FROM inbox WHERE project_id = $1) AS oldest,
      (SELECT last_value FROM revision_seq) AS revision`,
    [projectId],
  )
  const { oldest = null, revision = 0 } = rows[0] ?? {}
  return { dataTime: oldest ?? now, complete: oldest === null, revision }
}

/** How far the numbers of one operand may be off. */
function errorOfOperand({ spec, stat }: Operand): Receipt['error'] {
  if (spec.kind === 'distinct') return { kind: 'distinct', relative: DISTINCT_RELATIVE_ERROR }
  if (spec.kind === 'within') return { kind: 'sketch', relative: RELATIVE_ERROR }
  if (spec.kind === 'distribution' && stat !== 'mean' && stat !== 'min' && stat !== 'max')
    return { kind: 'sketch', relative: RELATIVE_ERROR }
  return spec.kind === 'count' ? { kind: 'exact', relative: 0 } : { kind: 'float', relative: 1e-9 }
}

/** How far the numbers of an answer may be off: as far as those of its least exact operand. Pure. */
const errorOf = ({ operands }: NormalQuery): Receipt['error'] =>
  operands.map(errorOfOperand).reduce((worst, error) => (error.relative > worst.relative ? error : worst))

/** Events that one stored event stands for: 1 where nothing was sampled; null where nothing was measured. Pure. */
function samplingOf({ groups }: GatheredAnswer): number | null {
  let n = 0
  let weight = 0
  for (const { operands } of groups)
    for (const { total } of operands)
      for (const cell of [total.of, total.over]) {
        n += cell.n
        weight += cell.weight
      }
  return n === 0 ? null : weight / n
}

function suppressionOf({ verdicts }: GatheredAnswer, groups: readonly MetricGroup[]): Receipt['suppression'] {
  if (verdicts === null) return null
  const states = groups.flatMap((group) => [...group.states, group.totalState])
  return { k: verdicts.k, cells: states.filter((state) => state === 'suppressed').length }
}

export interface ReceiptParts {
  readonly query: NormalQuery
  readonly answer: GatheredAnswer
  readonly freshness: Freshness
  readonly groups: readonly MetricGroup[]
  readonly verification: Verification
  readonly late: Receipt['late']
  readonly notices: string[]
}

/** Where the numbers of an answer come from and how far they can be trusted. Pure. */
export function toReceipt({ query, answer, freshness, groups, verification, late, notices }: ReceiptParts): Receipt {
  const { id, title, definition, version, unit } = query.subject
  return {
    metric: id,
    title,
    definition,
    version,
    unit,
    stat: query.stat,
    sampleSize: groups.reduce((sum, group) => sum + group.totalSamples, 0),
    sampling: answer.verdicts === null ? samplingOf(answer) : null,
    dataTime: freshness.dataTime,
    complete: freshness.complete,
    late,
    error: errorOf(query),
    suppression: suppressionOf(answer, groups),
    verification,
    timeZone: query.timeZone,
    grains: [...new Set(answer.plan.segments.map((segment) => segment.grain))],
    revision: freshness.revision,
    planHash: query.hash,
    notices,
  }
}
