import type { GeneratorRequest, SeededEvent } from '@tidemark/contracts'
import type { Random } from './random.ts'

const MINUTE_MS = 60_000

const byTime = (a: SeededEvent, b: SeededEvent): number => a.ts - b.ts || (a.id < b.id ? -1 : 1)

/**
 * A world whose happenings begin in some minute and are over `longestMs` after that minute began. `ofMinute` answers
 * everything of what begins in a minute (since the epoch), in any order; each minute has a chance of its own, so that
 * slices of time are slices of the whole.
 */
export const generateByMinute = <E extends SeededEvent>(
  longestMs: number,
  ofMinute: (request: GeneratorRequest, minute: number) => E[],
) =>
  function* generate(request: GeneratorRequest): Generator<E> {
    const { from, to } = request
    const last = Math.ceil(to / MINUTE_MS)
    let open: E[] = []
    for (let minute = Math.floor((from - longestMs) / MINUTE_MS); minute < last; minute++) {
      open.push(...ofMinute(request, minute))
      open.sort(byTime)
      // What lies before the next minute is complete: a happening has no event before the minute that it begins in.
      const complete = Math.min(to, (minute + 1) * MINUTE_MS)
      const later = open.findIndex(({ ts }) => ts >= complete)
      const done = later === -1 ? open.length : later
      for (const event of open.slice(0, done)) if (event.ts >= from) yield event
      open = open.slice(done)
    }
  }

/** When (epoch ms) independent happenings of a minute begin, of which `mean` are expected. */
export const beginsIn = (random: Random, mean: number, minute: number): number[] =>
  Array.from({ length: random.poisson(mean) }, () => Math.floor((minute + random.uniform()) * MINUTE_MS))
