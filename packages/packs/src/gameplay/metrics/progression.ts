import {
  count,
  type DerivedMetricSpec,
  derived,
  distinct,
  dividedBy,
  part,
  ratio,
  type StoredMetricSpec,
  sum,
} from '@tidemark/contracts'
import { craftResult, inventoryMove, lootDrop, skillRankUp, xpGain } from '../events/progression.ts'
import { sessionCrash, sessionEnd, sessionStart } from '../events/session.ts'
import { emotePlayed, friendInvite, partyCreate, partyJoin } from '../events/social.ts'

const HOUR_MS = 3_600_000
const coveredBy = [sessionStart]
const played = sum({ of: [sessionEnd, sessionCrash], measure: 'duration_ms', title: 'Time played' })

/** Per hour of sessions that ended in the same stretch of time. */
const perHourPlayed = (metric: StoredMetricSpec, title: string, owner: string): DerivedMetricSpec =>
  derived({
    formula: dividedBy(metric, dividedBy(played, HOUR_MS)),
    unit: 'ratio',
    title,
    owner,
    description: `${metric.title}, over the hours of the sessions that ended`,
    better: 'higher',
  })

const xp_gained = sum({ of: xpGain, measure: 'xp', title: 'Experience gained', coveredBy })
const rank_ups = count({ of: skillRankUp, title: 'Skills ranked up', coveredBy })
const gold_looted = sum({ of: lootDrop, measure: 'gold', title: 'Gold looted', coveredBy })

export const progressionMetrics = {
  time_played: played,
  xp_gained,
  xp_velocity: perHourPlayed(xp_gained, 'Experience per hour', 'design'),
  rank_ups,
  rank_ups_per_hour: perHourPlayed(rank_ups, 'Skills ranked up per hour', 'design'),
  gold_looted,
  gold_per_hour: perHourPlayed(gold_looted, 'Gold looted per hour', 'economy'),
  loot_drops: count({ of: lootDrop, title: 'Loot drops', coveredBy }),
  item_moves: sum({ of: inventoryMove, measure: 'items', title: 'Items moved', coveredBy }),
  craft_success_rate: ratio({
    of: part(craftResult, { where: { outcome: 'success' } }),
    over: part(craftResult),
    title: 'Craft success rate',
    better: 'higher',
  }),
  parties: count({ of: partyCreate, title: 'Parties created', coveredBy }),
  party_joins: count({ of: partyJoin, title: 'Parties joined', coveredBy }),
  emotes: count({ of: emotePlayed, title: 'Emotes played', coveredBy }),
  friend_invites: count({ of: friendInvite, title: 'Friends invited', coveredBy }),
  social_players: distinct({
    of: [partyCreate, partyJoin, emotePlayed, friendInvite],
    unitOf: 'actor',
    title: 'Players who did something social',
    description: 'Of those who consented',
  }),
}
