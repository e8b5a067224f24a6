import {
  BinaryRowWriter,
  copyInBinary,
  createPool,
  ensureEventPartitions,
  type Pool,
  type Pools,
  withClient,
} from '@tidemark/db'
import { buildCatalog, createIngestContext, type IngestContext, syncCatalog } from '@tidemark/metrics'
import { createRandom } from '@tidemark/packs/seeded/random'
import { uuidv7 } from '@tidemark/platform'
import { benchPack, combinations } from './rebuild-pack.ts'

const HOUR_MS = 3_600_000
/** 24 hours of a UTC day, so that one partition holds them. */
export const DAY = Date.UTC(2026, 5, 10)
export const HOURS = 24

export interface RebuildLab {
  context: IngestContext
  projectId: number
}

const TARGET = `event (occurred_at, bucketed_at, received_at, weight, project_id, dimension_set_id, id, actor_id, measures)`
const ACTORS = 100_000
const MEDIAN_MS = Math.exp(3.5)
const MEDIAN_BYTES = Math.exp(7)
const SKEW_MS = 95 * 60_000

/** Writes a time and random bits as a UUIDv7. */
function writeId(target: Buffer, ms: number, word: () => number): void {
  target.writeUIntBE(ms, 0, 6)
  target.writeUInt32BE(word(), 6)
  target.writeUInt32BE(word(), 10)
  target.writeUInt16BE(word() >>> 16, 14)
  target[6] = 0x70 | (target[6]! & 0x0f)
  target[8] = 0x80 | (target[8]! & 0x3f)
}

/**
 * Events as ingest stores them, in order of time: ids of their millisecond, lognormal latencies, whole bytes, one of
 * 100,000 actors. One in 5,000 came from a client whose clock was 95 minutes fast, so its id lies after its bucket.
 */
function* encodeEvents(projectId: number, sets: readonly number[], count: number): Generator<Uint8Array> {
  const { uniform, word, logNormal } = createRandom('rebuild')
  const writer = new BinaryRowWriter()
  const id = Buffer.alloc(16)
  const actor = Buffer.alloc(16)
  const measures = [0, 0]
  for (let i = 0; i < count; i++) {
    const at = DAY + Math.floor((i * HOURS * HOUR_MS) / count)
    const skewed = i % 5_000 === 4_999 && at > DAY + SKEW_MS
    writeId(id, at, word)
    actor.writeUInt32BE(Math.imul(Math.floor(uniform() * ACTORS), 0x9e3779b1) >>> 0, 0)
    measures[0] = Math.round(logNormal(MEDIAN_MS, 0.9) * 1000) / 1000
    measures[1] = Math.floor(logNormal(MEDIAN_BYTES, 1.6))
    writer.startRow(9)
    writer.timestamptz(at)
    writer.timestamptz(skewed ? at - SKEW_MS : at)
    writer.timestamptz(at + 300)
    writer.float8(1)
    writer.int4(projectId)
    writer.int4(sets[Math.floor(uniform() * sets.length)]!)
    writer.uuid(id)
    writer.uuid(actor)
    writer.float8Array(measures)
    if (writer.full) yield writer.take()
  }
  yield writer.end()
}

async function makeProject(pool: Pool): Promise<number> {
  await pool.query("INSERT INTO organization (id, name, slug, created_at) VALUES ('bench', 'Bench', 'bench', now())")
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO project (organization_id, slug, name) VALUES ('bench', 'bench', 'Bench') RETURNING id",
  )
  return rows[0]!.id
}

/** The ids of the 500 dimension sets, resolved as the first claim would. */
async function resolveSets(context: IngestContext, projectId: number): Promise<number[]> {
  const events = combinations.map((dimensions) => ({
    type: 'bench_served',
    id: uuidv7(DAY),
    occurredAt: DAY,
    bucketedAt: DAY,
    dimensions: [...dimensions],
    measures: [0, 0],
    actor: null,
    session: null,
    correlationId: null,
    weight: 1,
  }))
  return (await context.sets.resolve(projectId, events)).map((set) => set.id)
}

/** Fills an empty, migrated database with 24 hours of events. */
export async function furnishRebuildLab(pools: Pools, events: number): Promise<RebuildLab> {
  const catalog = buildCatalog([benchPack])
  const slots = await syncCatalog(pools, catalog)
  const context = createIngestContext({ pools, catalog, slots })
  const projectId = await makeProject(pools.work)
  const sets = await resolveSets(context, projectId)
  await ensureEventPartitions(pools.work, DAY, DAY + HOURS * HOUR_MS)
  const url = pools.work.options.connectionString!
  const pool = createPool({ url, applicationName: 'bench-furnish', max: 1, statementTimeoutMs: 0 })
  try {
    await withClient(pool, (client) => copyInBinary(client, TARGET, encodeEvents(projectId, sets, events)))
    // What autovacuum has done with a day that is over.
    await pool.query('VACUUM (ANALYZE) event')
    await pool.query('CHECKPOINT')
  } finally {
    await pool.end()
  }
  return { context, projectId }
}
