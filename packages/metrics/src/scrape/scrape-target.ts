import type { Pool } from '@tidemark/db'
import { type Clock, unavailable } from '@tidemark/platform'
import type { HttpClient } from '@tidemark/platform/http-client/index'
import type { Door, DoorProject } from '../ingest/door.ts'
import type { Snapshot } from './changes.ts'
import { readTarget, type Target, type TargetReading } from './read-target.ts'
import { checkEvent, type ScrapeTypes, sampleEvents } from './to-events.ts'

export interface ScrapeContext {
  readonly pool: Pick<Pool, 'query'>
  readonly door: Pick<Door, 'accept'>
  readonly http: HttpClient
  readonly clock: Clock
  readonly types: ScrapeTypes
}

type State = { settled: Snapshot | null; pending: (Snapshot & { readonly latencyMs: number }) | null }
type Pending = NonNullable<State['pending']>

const READ = 'SELECT settled, pending FROM scrape_target WHERE project_id = $1 AND name = $2'
// Of two processes that read the same state, the second finds it changed and leaves the scrape to the first.
const BEGIN = `
  INSERT INTO scrape_target (project_id, name, pending) VALUES ($1, $2, $3)
  ON CONFLICT (project_id, name) DO UPDATE SET pending = excluded.pending
  WHERE scrape_target.pending IS NULL AND (scrape_target.settled -> 'at') IS NOT DISTINCT FROM $4::jsonb`
const SETTLE = `
  UPDATE scrape_target SET settled = pending - 'latencyMs', pending = NULL
  WHERE project_id = $1 AND name = $2 AND (pending -> 'at') = $3::jsonb`

async function finish(
  context: ScrapeContext,
  project: DoorProject,
  name: string,
  state: State,
  pending: Pending,
): Promise<void> {
  const { door, types, pool } = context
  const check = checkEvent(types, { target: name, state: 'up', at: pending.at, latencyMs: pending.latencyMs })
  const events = [check, ...sampleEvents(types, name, state.settled, pending)]
  const { rejected } = await door.accept(project, { events })
  const [first] = rejected
  if (first !== undefined && rejected.length === events.length)
    throw unavailable(`A scrape was rejected: ${first.message}`)
  await pool.query(SETTLE, [project.id, name, JSON.stringify(pending.at)])
}

/**
 * Scrapes one target: what it told is kept before it becomes events, so that a crash in between tells the same events again,
 * with the same ids. Null where another process was faster. Rejects when Postgres or the door fails; the next call goes on.
 */
export async function scrapeTarget(
  context: ScrapeContext,
  project: DoorProject,
  target: Target,
): Promise<TargetReading | null> {
  const { pool, door, types } = context
  const read = async (): Promise<State> =>
    (await pool.query<State>(READ, [project.id, target.name])).rows[0] ?? { settled: null, pending: null }
  let state = await read()
  if (state.pending !== null) {
    await finish(context, project, target.name, state, state.pending)
    state = await read()
  }
  const reading = await readTarget(target, { ...context, lateMeans: 'down' })
  if (reading.exposition === null) {
    await door.accept(project, { events: [checkEvent(types, reading)] })
    return reading
  }
  const pending = { at: reading.at, samples: reading.exposition.samples, latencyMs: reading.latencyMs }
  const last = state.settled === null ? null : JSON.stringify(state.settled.at)
  const begun = await pool.query(BEGIN, [project.id, target.name, JSON.stringify(pending), last])
  if (begun.rowCount === 0) return null
  await finish(context, project, target.name, state, pending)
  return reading
}
