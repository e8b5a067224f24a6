import type { EventProps, EventSpec, SeededEvent, TimeRange } from '@tidemark/contracts'
import type { Random } from './random.ts'
import { seededId } from './seeded-id.ts'

/** The events of one happening, told one by one in any order. */
export interface Story {
  readonly events: readonly SeededEvent[]
  /** `ts`: epoch ms, rounded to whole ones */
  tell<E extends EventSpec>(spec: E, ts: number, props: EventProps<E>): void
}

/** Everything told carries the same actor, session and correlation id; ids come from `random`, which is the story's own. */
export function createStory(
  random: Random,
  who: Pick<SeededEvent, 'actor' | 'session' | 'correlationId' | 'consent'> = {},
): Story {
  const events: SeededEvent[] = []
  return {
    events,
    tell(spec, at, props) {
      const ts = Math.round(at)
      events.push({ id: seededId(ts, random, spec.type), type: spec.type, ts, ...who, props })
    },
  }
}

/** Whether something goes wrong at `ts`: within the first `lastsMs` of an incident. Its rest is aftermath, in which windows that look back become clean. */
export const isTroubled = (incidents: readonly TimeRange[], ts: number, lastsMs: number): boolean =>
  incidents.some(({ from, to }) => from <= ts && ts < Math.min(to, from + lastsMs))
