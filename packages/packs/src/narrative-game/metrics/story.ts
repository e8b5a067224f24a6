import { count, derived, distinct, dividedBy, entropy, mean, minus, part, ratio, sum } from '@tidemark/contracts'
import {
  adventureCompleted,
  adventureStarted,
  arcProgress,
  choice,
  dialogue,
  questEnded,
  questNode,
  romanceScene,
} from '../events/story.ts'
import { STUCK_AFTER_TURNS, turn } from '../events/turn.ts'
import { perTurn } from './performance.ts'

const sessionsStuck = distinct({ of: turn, where: { stuck: 'true' }, unitOf: 'session', title: 'Stuck sessions' })
const sessions = distinct({ of: turn, unitOf: 'session', title: 'Sessions' })
const quest_node_completion_rate = ratio({
  of: part(questNode, { where: { status: 'completed' } }),
  over: part(questNode, { where: { status: 'entered' } }),
  title: 'Quest node completion rate',
  description: 'Quest nodes completed over quest nodes reached',
  better: 'higher',
})

export const story = {
  avg_ticks: ratio({ ...perTurn('ticks'), title: 'TIME_ADVANCE ticks per turn' }),
  sim_ticks_per_turn: ratio({ ...perTurn('sim_ticks'), title: 'Simulation ticks per turn' }),
  acts_per_turn: ratio({ ...perTurn('acts'), title: 'Acts per turn' }),
  choices_per_turn: ratio({ ...perTurn('choices'), title: 'Choices offered per turn' }),
  tool_calls_per_turn: ratio({ ...perTurn('tool_calls'), title: 'Tool calls per turn' }),
  softlock_hints_rate: ratio({
    ...perTurn('softlock_hints'),
    unit: 'percent',
    title: 'Soft-lock hints per turn',
    better: 'lower',
  }),
  adventures_started: count({ of: adventureStarted, title: 'Adventures started' }),
  adventures_completed: count({ of: adventureCompleted, title: 'Adventures completed', coveredBy: [adventureStarted] }),
  completion_rate: ratio({
    of: part(adventureCompleted),
    over: part(adventureStarted),
    title: 'Completion rate',
    description: 'Adventures completed over adventures started',
    better: 'higher',
  }),
  stuck_sessions_rate: derived({
    formula: dividedBy(sessionsStuck, sessions),
    unit: 'percent',
    title: 'Stuck sessions',
    description: `Sessions with a turn that was at least the ${STUCK_AFTER_TURNS}th in a row without objective progress, over all sessions. The stall "stuck_rate" finds the same in the events and leaves out sessions too short to tell`,
    better: 'lower',
  }),
  choices_made: count({ of: choice, title: 'Choices made', coveredBy: [turn] }),
  choice_entropy: entropy({ of: choice, by: 'option', title: 'Choice entropy', better: 'higher' }),
  quest_node_completion_rate,
  quest_node_dropoff: derived({
    formula: minus(1, quest_node_completion_rate),
    unit: 'percent',
    title: 'Quest node drop-off',
    description: 'Share of the quest nodes reached that were not completed',
    better: 'lower',
  }),
  quest_completion_rate: ratio({
    of: part(questEnded, { where: { outcome: 'completed' } }),
    over: part(questEnded),
    title: 'Quest completion rate',
    better: 'higher',
  }),
  arc_progress_rate: ratio({
    of: part(arcProgress),
    over: part(turn),
    unit: 'ratio',
    title: 'Arc steps per turn',
    better: 'higher',
  }),
  arc_progress_ratio: mean({
    of: arcProgress,
    measure: 'reached',
    title: 'Arc progress ratio',
    description: 'Part of an arc that is reached when it moves on',
    better: 'higher',
  }),
  dialogues: count({ of: dialogue, title: 'Dialogue lines selected', coveredBy: [turn] }),
  dialogue_candidate_avg: mean({ of: dialogue, measure: 'candidates', title: 'Dialogue candidates per line' }),
  dialogue_diversity: entropy({
    of: dialogue,
    by: 'line',
    scale: 'evenness',
    title: 'Dialogue diversity',
    description: 'How evenly the lines are selected, 0 to 1',
    better: 'higher',
  }),
  dialogue_cooldown_blocks: sum({
    of: dialogue,
    measure: 'cooldown_blocks',
    title: 'Dialogue cooldown blocks',
    coveredBy: [turn],
  }),
  romance_consent_rate: ratio({
    of: part(romanceScene, { where: { consent: 'given' } }),
    over: part(romanceScene, { where: { consent: ['given', 'declined'] } }),
    title: 'Romance consent rate',
    description: 'Consent given over consent asked for',
  }),
  romance_compliance: ratio({
    of: part(romanceScene, { where: { consent: 'given', played: 'true' } }),
    over: part(romanceScene, { where: { played: 'true' } }),
    title: 'Romance consent compliance',
    description: 'Romance scenes played with consent over romance scenes played',
    better: 'higher',
  }),
}
