import type { TimeRange } from '@tidemark/contracts'
import { withTransaction } from '@tidemark/db'
import type { IngestContext } from '@tidemark/metrics'
import { UnitDayFold } from '@tidemark/metrics/unit-day/fold/unit-days'
import { readUnitZone } from '@tidemark/metrics/unit-day/unit-zone'
import { writeUnitDays } from '@tidemark/metrics/unit-day/write-unit-days'
import { narrativeGame } from '@tidemark/packs/narrative-game/index'
import { parseUuid } from '@tidemark/platform'
import { inWorld } from '../replay/replay.ts'
import { makeEvents } from '../replay/template.ts'

const DAY_MS = 86_400_000
const WORLDS_PER_STATEMENT = 10

function wordsOf(bytes: Buffer, into: Uint32Array): Uint32Array {
  for (let i = 0; i < into.length; i++) into[i] = bytes.readUInt32BE(i * 4)
  return into
}

/**
 * Unit days of weeks whose raw events are gone: the starts of adventures that the players of the same worlds told then,
 * folded and written by the code of ingest. Synthetic is only that their raw events were never stored. UTC days.
 */
export async function storeUnitDays(
  context: IngestContext,
  projectId: number,
  range: TimeRange,
  worlds: number,
): Promise<void> {
  const starts = makeEvents(context, projectId, [narrativeGame], range).filter(
    ({ type, actor }) => type === 'adventure_started' && actor !== null,
  )
  const sets = await context.sets.resolve(projectId, starts)
  const ids = starts.map(({ id, actor }) => [parsed(id), parsed(actor!)] as const)
  const [idWords, actorWords, told] = [new Uint32Array(4), new Uint32Array(4), Buffer.alloc(16)]
  await withTransaction(context.pools.work, (tx) => readUnitZone(tx, projectId))
  for (let first = 0; first < worlds; first += WORLDS_PER_STATEMENT) {
    const fold = new UnitDayFold()
    for (let world = first; world < Math.min(worlds, first + WORLDS_PER_STATEMENT); world++)
      for (const [i, { bucketedAt }] of starts.entries()) {
        const [id, actor] = ids[i]!
        wordsOf(inWorld(actor, world, told)!, actorWords)
        fold.add(Math.floor(bucketedAt / DAY_MS), sets[i]!.id, bucketedAt, actorWords, wordsOf(id, idWords), 0)
      }
    await withTransaction(context.pools.work, (tx) => writeUnitDays(tx, projectId, fold.rows(), 'add'))
  }
}

function parsed(id: string): Buffer {
  const bytes = Buffer.alloc(16)
  parseUuid(id, bytes, 0)
  return bytes
}
