import { createRandom } from '../seeded/random.ts'
import type { PLATFORMS } from './events/session.ts'

const COUNTRIES = [
  { country: 'DE', region: 'europe' },
  { country: 'FR', region: 'europe' },
  { country: 'PL', region: 'europe' },
  { country: 'US', region: 'north-america' },
  { country: 'CA', region: 'north-america' },
  { country: 'BR', region: 'south-america' },
  { country: 'JP', region: 'asia-pacific' },
] as const
const CLASSES = ['warrior', 'ranger', 'mage', 'healer'] as const
const PLAYSTYLES = ['achiever', 'explorer', 'fighter', 'socialiser'] as const
const SHARDS = ['shard-1', 'shard-2', 'shard-3'] as const
const CONSENTING = 0.8

/** What stays the same of a person from session to session. */
export interface Player {
  readonly character: { readonly class: string; readonly playstyle: (typeof PLAYSTYLES)[number] }
  readonly region: string
  readonly country: string
  readonly platform: (typeof PLATFORMS)[number]
  readonly shard: string
  /** to social events */
  readonly consent: boolean
  /** chance to win a normal encounter */
  readonly skill: number
}

export function playerOf(seed: string, person: string): Player {
  const random = createRandom(seed, 'hero', person)
  return {
    character: { class: random.pick(CLASSES), playstyle: random.pick(PLAYSTYLES) },
    ...random.pick(COUNTRIES),
    platform: random.pick(['pc', 'pc', 'console', 'mobile'] as const),
    shard: random.pick(SHARDS),
    consent: random.chance(CONSENTING),
    skill: 0.7 + 0.25 * random.uniform(),
  }
}
