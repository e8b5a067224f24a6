import type { PackSpec, SeededEvent, TimeRange } from '@tidemark/contracts'
import type { IngestContext } from '@tidemark/metrics'
import { createJudge } from '@tidemark/metrics/ingest/judge-event'
import { createPseudonymise } from '@tidemark/metrics/ingest/pseudonymise'
import type { ReducedEvent } from '@tidemark/metrics/ingest/reduced-event'
import { parseUuid } from '@tidemark/platform'

const MINUTE_MS = 60_000
const SEED = 'bench'
const SECRET = 'a secret of this bench only, long enough'

/** One event as it is stored, but for its id and for whom it belongs to. */
export interface TemplateEvent {
  /** ms since its minute began */
  readonly offset: number
  readonly type: string
  /** id of its dimension set */
  readonly set: number
  readonly actor: Buffer | null
  readonly session: Buffer | null
  readonly weight: number
  /** in their slots; NaN: absent */
  readonly measures: Float64Array
}

/** A stretch of made-up worlds, judged as the door does, to be stored many times over. */
export interface Template {
  /** per minute of the stretch */
  readonly minutes: readonly (readonly TemplateEvent[])[]
  readonly events: number
}

const bytesOf = (id: string | null): Buffer | null => {
  if (id === null) return null
  const bytes = Buffer.alloc(16)
  parseUuid(id, bytes, 0)
  return bytes
}

const eventsOf = ({ name, generator }: PackSpec, range: TimeRange): SeededEvent[] => {
  if (generator === undefined) throw new Error(`the pack ${name} has no generator`)
  return [...generator.generate({ ...range, seed: SEED, incidents: [] })]
}

/** What the worlds of some packs send in a stretch of time, without any incident. Throws where the door refuses any of it. */
export function makeEvents(
  { catalog }: IngestContext,
  projectId: number,
  packs: readonly PackSpec[],
  range: TimeRange,
): ReducedEvent[] {
  const judge = createJudge(catalog, createPseudonymise(SECRET))
  return packs
    .flatMap((pack) => eventsOf(pack, range))
    .sort((a, b) => a.ts - b.ts)
    .map(({ ts, ...event }) => {
      const sent = { consent: true, ...event, ts: new Date(ts).toISOString() }
      const verdict = judge(sent, { projectId, receivedAt: ts, skewMs: 0, retentionMs: null })
      if (verdict.kind !== 'accepted')
        throw new Error(`a made-up ${event.type} was refused: ${JSON.stringify(verdict)}`)
      return verdict.event
    })
}

function measuresOf(event: ReducedEvent, slots: readonly number[]): Float64Array {
  const measures = new Float64Array(Math.max(-1, ...slots) + 1).fill(Number.NaN)
  for (const [i, slot] of slots.entries()) measures[slot] = event.measures[i] ?? Number.NaN
  return measures
}

/** Resolves the dimension sets of made-up events, as the first claim would, and sorts them by minute. */
export async function recordTemplate(
  context: IngestContext,
  projectId: number,
  packs: readonly PackSpec[],
  range: TimeRange,
): Promise<Template> {
  const events = makeEvents(context, projectId, packs, range)
  const sets = await context.sets.resolve(projectId, events)
  const minutes: TemplateEvent[][] = Array.from({ length: (range.to - range.from) / MINUTE_MS }, () => [])
  for (const [i, event] of events.entries()) {
    const minute = Math.floor((event.bucketedAt - range.from) / MINUTE_MS)
    minutes[minute]!.push({
      offset: event.bucketedAt % MINUTE_MS,
      type: event.type,
      set: sets[i]!.id,
      actor: bytesOf(event.actor),
      session: bytesOf(event.session),
      weight: event.weight,
      measures: measuresOf(event, context.slots.get(event.type) ?? []),
    })
  }
  return { minutes, events: events.length }
}
