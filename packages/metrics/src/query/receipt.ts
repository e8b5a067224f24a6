import type { MetricGroup, Receipt } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { RELATIVE_ERROR } from '../sketch/ddsketch.ts'
import { DISTINCT_RELATIVE_ERROR } from '../sketch/hyperloglog.ts'
import type { NormalQuery, Operand } from './normalise.ts'
import type { Plan } from './plan.ts'

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
  if (spec.kind === 'distribution' && stat !== 'mean' && stat !== 'min' && stat !== 'max')
    return { kind: 'sketch', relative: RELATIVE_ERROR }
  return spec.kind === 'count' ? { kind: 'exact', relative: 0 } : { kind: 'float', relative: 1e-9 }
}

/** How far the numbers of an answer may be off: as far as those of its least exact operand. Pure. */
const errorOf = ({ operands }: NormalQuery): Receipt['error'] =>
  operands.map(errorOfOperand).reduce((worst, error) => (error.relative > worst.relative ? error : worst))

export function toReceipt(
  query: NormalQuery,
  plan: Plan,
  freshness: Freshness,
  groups: readonly MetricGroup[],
  notices: string[],
): Receipt {
  const { id, title, definition, version, unit } = query.subject
  return {
    metric: id,
    title,
    definition,
    version,
    unit,
    stat: query.stat,
    sampleSize: groups.reduce((sum, group) => sum + group.totalSamples, 0),
    dataTime: freshness.dataTime,
    complete: freshness.complete,
    error: errorOf(query),
    timeZone: query.timeZone,
    grains: [...new Set(plan.segments.map((segment) => segment.grain))],
    revision: freshness.revision,
    planHash: query.hash,
    notices,
  }
}
