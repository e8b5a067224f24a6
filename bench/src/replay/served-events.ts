import { BinaryRowWriter } from '@tidemark/db'
import type { IngestContext } from '@tidemark/metrics'
import { createRandom } from '@tidemark/packs/seeded/random'
import { uuidv7 } from '@tidemark/platform'
import { combinations } from '../rebuild-pack.ts'
import { writeEvent, writeId } from './encode-event.ts'

const ACTORS = 100_000
const MEDIAN_MS = Math.exp(3.5)
const MEDIAN_BYTES = Math.exp(7)
const SKEW_MS = 95 * 60_000

interface Served {
  readonly projectId: number
  /** ids of dimension sets */
  readonly sets: readonly number[]
  /** epoch ms */
  readonly from: number
  readonly to: number
  readonly count: number
}

/**
 * Events as ingest stores them, in order of time: ids of their millisecond, lognormal latencies, whole bytes, one of
 * 100,000 actors. One in 5,000 came from a client whose clock was 95 minutes fast, so its id lies after its bucket.
 */
export function* encodeServed({ projectId, sets, from, to, count }: Served): Generator<Uint8Array> {
  const { uniform, word, logNormal } = createRandom('rebuild')
  const writer = new BinaryRowWriter()
  const id = Buffer.alloc(16)
  const actor = Buffer.alloc(16)
  const measures = [0, 0]
  for (let i = 0; i < count; i++) {
    const at = from + Math.floor((i * (to - from)) / count)
    const skewed = i % 5_000 === 4_999 && at > from + SKEW_MS
    writeId(id, at, word)
    actor.writeUInt32BE(Math.imul(Math.floor(uniform() * ACTORS), 0x9e3779b1) >>> 0, 0)
    measures[0] = Math.round(logNormal(MEDIAN_MS, 0.9) * 1000) / 1000
    measures[1] = Math.floor(logNormal(MEDIAN_BYTES, 1.6))
    writeEvent(writer, {
      at,
      bucketedAt: skewed ? at - SKEW_MS : at,
      weight: 1,
      projectId,
      set: sets[Math.floor(uniform() * sets.length)]!,
      id,
      actor,
      session: null,
      measures,
    })
    if (writer.full) yield writer.take()
  }
  yield writer.end()
}

/** The ids of the dimension sets of some combinations of route and region, resolved as the first claim would. */
export async function resolveServed(
  context: IngestContext,
  projectId: number,
  some: typeof combinations = combinations,
): Promise<number[]> {
  const at = context.clock()
  const events = some.map((dimensions) => ({
    type: 'bench_served',
    id: uuidv7(at),
    occurredAt: at,
    bucketedAt: at,
    dimensions: [...dimensions],
    measures: [0, 0],
    actor: null,
    session: null,
    correlationId: null,
    weight: 1,
  }))
  return (await context.sets.resolve(projectId, events)).map((set) => set.id)
}
