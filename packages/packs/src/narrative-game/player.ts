import { createRandom } from '../seeded/random.ts'
import type { Visit } from '../seeded/visits.ts'

const LOCALES = ['en', 'en', 'en', 'en', 'de', 'de', 'pt', 'ja'] as const
/** Share of the players who are in no experiment. */
const IN_NO_EXPERIMENT = 0.2

/** What stays the same of a person from visit to visit. */
export interface Player {
  readonly locale: string
  readonly model: 'narrator-large' | 'narrator-small'
  readonly inExperiments: boolean
  /** gets the changed variation of the token diet, and of the party size */
  readonly lean: boolean
  readonly large: boolean
  /** chance per turn to take the next step of the story */
  readonly pace: number
}

/** The person of a visit. Variations alternate among those who are born on a day, so that they stay balanced. */
export function playerOf(seed: string, { person, place }: Visit): Player {
  const random = createRandom(seed, 'player', person)
  const inExperiments = !random.chance(IN_NO_EXPERIMENT)
  const lean = inExperiments && place % 2 === 1
  return {
    locale: random.pick(LOCALES),
    model: random.chance(0.6) ? 'narrator-large' : 'narrator-small',
    inExperiments,
    lean,
    large: inExperiments && Math.floor(place / 2) % 2 === 1,
    pace: 0.08 + 0.4 * random.uniform() + (lean ? 0.08 : 0),
  }
}
