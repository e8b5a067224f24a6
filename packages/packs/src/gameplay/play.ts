import type { Random } from '../seeded/random.ts'
import type { Story } from '../seeded/story.ts'
import type { Player } from './player.ts'

/** One session while it is played. */
export interface Play {
  readonly random: Random
  readonly player: Player
  readonly tell: Story['tell']
  readonly isTroubled: (ts: number) => boolean
  /** epoch ms */
  readonly from: number
  readonly to: number
}
