import { BinaryRowWriter } from '@tidemark/db'
import { createRandom } from '@tidemark/packs/seeded/random'
import { writeEvent, writeId } from './encode-event.ts'
import type { Template, TemplateEvent } from './template.ts'

const MINUTE_MS = 60_000
/** Spreads small numbers over 32 bits (Knuth's multiplicative hash), so that people of different worlds differ. */
const GOLDEN = 0x9e3779b1

export interface Replay {
  readonly template: Template
  readonly projectId: number
  /** epoch ms of whole minutes */
  readonly from: number
  readonly to: number
  /** how many worlds play the template at once */
  readonly worlds: number
  /** minutes that a world is ahead of the first one; past its end the template begins again, with other people */
  readonly aheadOf: (world: number) => number
}

/** The template's event of a person, or of a session, in one world: the same person wherever that world meets it. */
export function inWorld(id: Buffer | null, key: number, into: Buffer): Buffer | null {
  if (id === null) return null
  id.copy(into)
  into.writeUInt32BE((id.readUInt32BE(0) ^ Math.imul(key, GOLDEN)) >>> 0, 0)
  return into
}

/** The events that happen in a minute, counted from the start, world by world. `key` names the world and its round. */
function* eventsOf(
  { template, worlds, aheadOf }: Replay,
  minute: number,
): Generator<{ event: TemplateEvent; key: number }> {
  const { length } = template.minutes
  for (let world = 0; world < worlds; world++) {
    const at = minute + aheadOf(world)
    const key = Math.floor(at / length) * worlds + world
    for (const event of template.minutes[at % length]!) yield { event, key }
  }
}

/** Rows of `EVENT_COPY_TARGET` in binary, in order of their minutes. */
export function* encodeReplay(replay: Replay): Generator<Uint8Array> {
  const { projectId, from, to } = replay
  const { word } = createRandom('replay')
  const writer = new BinaryRowWriter()
  const [id, actor, session] = [Buffer.alloc(16), Buffer.alloc(16), Buffer.alloc(16)]
  for (let start = from; start < to; start += MINUTE_MS) {
    for (const { event, key } of eventsOf(replay, (start - from) / MINUTE_MS)) {
      const at = start + event.offset
      writeId(id, at, word)
      writeEvent(writer, {
        at,
        bucketedAt: at,
        weight: event.weight,
        projectId,
        set: event.set,
        id,
        actor: inWorld(event.actor, key, actor),
        session: inWorld(event.session, key, session),
        measures: event.measures,
      })
      if (writer.full) yield writer.take()
    }
  }
  yield writer.end()
}
