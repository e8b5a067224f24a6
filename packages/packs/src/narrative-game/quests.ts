import { arcProgress, questEnded, questNode } from './events/story.ts'
import type { Play } from './play.ts'
import { ODD_JOBS } from './worlds.ts'

/** The quest of the player, and the node where they stand. */
const questOf = ({ adventure, quest }: Play) => adventure.quests[quest] ?? ODD_JOBS
export const nodeOf = (play: Play): readonly [name: string, turns: number] => questOf(play).nodes[play.node]!

/** Perhaps completes the quest node where the player stands, and reaches the next one. */
export function moveOn(play: Play): void {
  const { random, tell, scene, at, adventure } = play
  const [name, turns] = nodeOf(play)
  if (!random.chance(1 / turns)) return
  play.idle = 0
  tell(questNode, at + 1_600, { ...scene, quest_node: name, status: 'completed' })
  play.node++
  const quest = questOf(play)
  if (play.node === quest.nodes.length) {
    const outcome = random.chance(0.85) ? 'completed' : 'failed'
    tell(questEnded, at + 1_700, { ...scene, quest: quest.name, outcome })
    play.quest++
    play.node = 0
    const reached = play.quest / adventure.quests.length
    if (reached <= 1) tell(arcProgress, at + 1_750, { ...scene, arc: adventure.arc, reached })
  }
  enterNode(play, at + 1_800)
}

/** Reaches the node where the player stands. */
export function enterNode(play: Play, at: number): void {
  play.tell(questNode, at, { ...play.scene, quest_node: nodeOf(play)[0], status: 'entered' })
}

/** Who leaves in the middle of a quest gives it up, every other time. */
export function leave(play: Play): void {
  if (!play.over && play.random.chance(0.5))
    play.tell(questEnded, play.at + 3_000, { ...play.scene, quest: questOf(play).name, outcome: 'abandoned' })
}
