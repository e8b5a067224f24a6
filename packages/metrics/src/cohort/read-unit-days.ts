import type { Pool } from '@tidemark/db'
import { POSTGRES_EPOCH_MS } from '@tidemark/db/binary-columns'
import { scanRows } from '@tidemark/db/copy-out'
import { withClient } from '@tidemark/db/pools'
import { placeSets } from '../scan/match-sets.ts'
import type { UnitDayColumns } from './fold/cohort-fold.ts'

export interface UnitDayRequest {
  /** ids of the dimension sets that begin cohorts, read from the first day ever */
  readonly born: readonly number[]
  /** those that are returns, read from `from` on */
  readonly returned: readonly number[]
  /** all of both, rising: rows name their place in it */
  readonly ids: Int32Array
  /** days since 1970-01-01, both included */
  readonly from: number
  readonly to: number
  /** whether the first event within a day matters */
  readonly withFirst: boolean
}

/** 2000-01-01, from which Postgres counts dates. */
const POSTGRES_EPOCH_DAY = POSTGRES_EPOCH_MS / 86_400_000

const date = (day: number): string => `DATE '1970-01-01' + ${Math.trunc(day)}`
const list = (ids: readonly number[]): string => `'{${ids.map(Math.trunc).join(',')}}'::int[]`

/**
 * Streams a project's unit days, in no order: as many rows as actors had days, however many events there were. The arrays
 * are used again for the next chunk.
 */
export async function readUnitDays(
  pool: Pool,
  projectId: number,
  request: UnitDayRequest,
  onRows: (rows: UnitDayColumns) => void,
): Promise<void> {
  const { born, returned, ids, from, to, withFirst } = request
  if (ids.length === 0) return
  const { first, place } = placeSets({ ids })
  const select = `
    SELECT day, dimension_set_id, actor_id${withFirst ? ', first_at, first_id' : ''} FROM unit_day
    WHERE project_id = ${Math.trunc(projectId)} AND day <= ${date(to)}
      AND (dimension_set_id = ANY(${list(born)}) OR (day >= ${date(from)} AND dimension_set_id = ANY(${list(returned)})))`
  // A date comes as a whole number of days.
  const kinds = ['int4', 'int4', 'uuid', 'timestamptz', 'uuid'] as const
  await withClient(pool, (client) =>
    scanRows(client, select, withFirst ? kinds : ['int4', 'int4', 'uuid'], ({ rows, columns }) => {
      const [day, set, actor, firstAt, firstId] = columns
      // Ids become places in the array that is read anew with the next chunk anyway.
      for (let i = 0; i < rows; i++) {
        set[i] = place[set[i]! - first]!
        day[i]! += POSTGRES_EPOCH_DAY
      }
      const split = firstAt === undefined || firstId === undefined ? {} : { firstAt, firstId }
      onRows({ length: rows, day, place: set, actor, ...split })
    }),
  )
}
