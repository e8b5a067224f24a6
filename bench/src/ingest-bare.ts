import { createPool } from '@tidemark/db'
import { int4Array, textArray, timestamptzArray, uuidArray } from '@tidemark/db/array-literal'
import { uuidv7 } from '@tidemark/platform'

const ROWS = 5_000
const WARM_UP = 4
const BATCHES = 60
/** No project of the run: its rows are nobody's events. */
const PROJECT = 2_000_000_000

const INSERT = `
  INSERT INTO event (project_id, id, occurred_at, bucketed_at, received_at, dimension_set_id, actor_id, measures)
  SELECT $1, id, at, at, at, set_id, actor, measures::float8[]
  FROM unnest($2::uuid[], $3::timestamptz[], $4::int[], $5::uuid[], $6::text[]) AS t (id, at, set_id, actor, measures)
  ON CONFLICT DO NOTHING`

/**
 * What this machine's Postgres takes at most: rows per second of one connection that does nothing but insert ready-made
 * batches of 5,000 rows into the event table. Making the batches is not counted; the rows are removed afterwards.
 */
export async function measureBareInsert(databaseUrl: string): Promise<number> {
  const pool = createPool({ url: databaseUrl, applicationName: 'bench-bare', max: 1, statementTimeoutMs: 60_000 })
  try {
    let ms = 0
    for (let batch = 0; batch < WARM_UP + BATCHES; batch++) {
      const values = makeBatch()
      const started = performance.now()
      await pool.query({ name: 'bare', text: INSERT, values })
      if (batch >= WARM_UP) ms += performance.now() - started
    }
    await pool.query('DELETE FROM event WHERE project_id = $1', [PROJECT])
    return (BATCHES * ROWS * 1000) / ms
  } finally {
    await pool.end()
  }
}

function makeBatch(): unknown[] {
  const now = Date.now()
  const rows = Array.from({ length: ROWS }, (_, i) => i)
  return [
    PROJECT,
    uuidArray(rows.map(() => uuidv7(now))),
    timestamptzArray(rows.map(() => now)),
    int4Array(rows.map((i) => 1 + (i % 500))),
    uuidArray(rows.map((i) => `00000000-0000-4000-8000-${String(i % 1_000).padStart(12, '0')}`)),
    textArray(rows.map((i) => `{${1 + i / 100},${i * 131}}`)),
  ]
}
