import { count, distribution, mean, part, ratio } from '@tidemark/contracts'
import { delegatedCheck, fight, partyChange } from '../events/party.ts'
import { turn } from '../events/turn.ts'
import { regionDrift, weatherChange, worldEvent } from '../events/world.ts'

export const partyAndWorld = {
  party_events: count({ of: partyChange, title: 'Party events', coveredBy: [turn] }),
  recruits: count({ of: partyChange, where: { change: 'join' }, title: 'NPCs recruited', coveredBy: [turn] }),
  dismissals: count({ of: partyChange, where: { change: 'dismiss' }, title: 'NPCs dismissed', coveredBy: [turn] }),
  party_recruits_rate: ratio({
    of: part(partyChange, { where: { change: 'join' } }),
    over: part(turn),
    title: 'NPCs recruited per turn',
  }),
  delegated_checks: count({ of: delegatedCheck, title: 'Delegated checks', coveredBy: [turn] }),
  delegated_success_rate: ratio({
    of: part(delegatedCheck, { where: { outcome: 'success' } }),
    over: part(delegatedCheck),
    title: 'Delegated check success rate',
    better: 'higher',
  }),
  ttk: distribution({ of: fight, measure: 'ttk_ms', title: 'Time to kill' }),
  fight_win_rate: ratio({ of: part(fight, { where: { outcome: 'won' } }), over: part(fight), title: 'Fights won' }),
  world_events: count({ of: worldEvent, title: 'World events', coveredBy: [turn] }),
  event_trigger_rate: ratio({ of: part(worldEvent), over: part(turn), title: 'World events per turn' }),
  region_drift: mean({ of: regionDrift, measure: 'drift', title: 'Region drift', better: 'lower' }),
  weather: count({
    of: weatherChange,
    title: 'Weather',
    description: 'How often each weather came up; broken down by weather it is the distribution',
    coveredBy: [turn],
  }),
}
