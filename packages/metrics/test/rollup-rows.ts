import { GRAINS, type Grain } from '@tidemark/contracts'
import { Cascade } from '../src/rollup/cascade.ts'
import { ROLLUP_COLUMNS, readRollupRow, type StoredRow } from '../src/rollup/stored-row.ts'
import { equalRollupRows, type RollupRow } from '../src/sketch/rollup-row.ts'
import type { World } from './world.ts'

/** Rows by what they tell of, not by the ids of their series: comparable between projects. */
export type RowsByName = Map<string, RollupRow>

interface NamedRow extends StoredRow {
  grain: number
  name: string
}

export async function readRows(world: World, projectId: number): Promise<RowsByName> {
  const { rows } = await world.pools.work.query<NamedRow>(
    `SELECT r.grain, s.event_type || ' ' || s.measure || ' ' || s.dims::text AS name, ${ROLLUP_COLUMNS}
     FROM rollup r JOIN series s ON s.id = r.series_id WHERE s.project_id = $1`,
    [projectId],
  )
  return new Map(
    rows.map((row) => [`${GRAINS[row.grain - 1]} ${new Date(row.ms).toISOString()} ${row.name}`, readRollupRow(row)]),
  )
}

/** Names of the rows that are missing on either side or tell something else. */
export function differences(a: RowsByName, b: RowsByName): string[] {
  const names = new Set([...a.keys(), ...b.keys()])
  return [...names].filter((name) => {
    const left = a.get(name)
    const right = b.get(name)
    return left === undefined || right === undefined || !equalRollupRows(left, right)
  })
}

export const ofGrain = (rows: RowsByName, grain: Grain): RollupRow[] =>
  [...rows].filter(([name]) => name.startsWith(`${grain} `)).map(([, row]) => row)

/** Brings the coarser grains of every project up to date. */
export async function settle(world: World): Promise<void> {
  await new Cascade(world.pools, Date.now).run({ budgetMs: 60_000, force: true })
}
