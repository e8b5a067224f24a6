import type { EventProps } from '@tidemark/contracts'
import type { Random } from '../seeded/random.ts'
import type { Story } from '../seeded/story.ts'
import type { adventureStarted } from './events/story.ts'
import type { Player } from './player.ts'
import type { Adventure } from './worlds.ts'

/** One session while it is played. */
export interface Play {
  readonly random: Random
  readonly player: Player
  readonly adventure: Adventure
  readonly scene: EventProps<typeof adventureStarted>
  readonly tell: Story['tell']
  /** epoch ms of the first turn */
  readonly start: number
  /** epoch ms of the turn that is played */
  at: number
  turns: number
  /** turns since the last objective progress */
  idle: number
  /** steps of the game funnel that were taken */
  stage: number
  /** where the player stands: which quest of the adventure, past the last one odd jobs, and which node of it */
  quest: number
  node: number
  /** gold of the turn that is played */
  goldIn: number
  goldOut: number
  over: boolean
}
