import { count, distinct, distribution, mean, part, ratio } from '@tidemark/contracts'
import { aoiPopulation, clientTick, snapshotSize } from '../events/heartbeat.ts'
import { reconnect, sessionCrash, sessionEnd, sessionStart } from '../events/session.ts'

const ENDED = [sessionEnd, sessionCrash]

export const sessionMetrics = {
  sessions: count({ of: sessionStart, title: 'Sessions' }),
  players: distinct({ of: sessionStart, unitOf: 'actor', title: 'Players' }),
  new_players: count({ of: sessionStart, where: { first_session: 'true' }, title: 'New players', better: 'higher' }),
  session_length: distribution({ of: ENDED, measure: 'duration_ms', title: 'Session length', better: 'higher' }),
  crashes: count({ of: sessionCrash, title: 'Crashed sessions', better: 'lower', coveredBy: [sessionEnd] }),
  crash_rate: ratio({
    of: part(sessionCrash),
    over: part(ENDED),
    title: 'Crash rate',
    description: 'Sessions that crashed over sessions that ended',
    better: 'lower',
  }),
  reconnects: count({ of: reconnect, title: 'Reconnects', better: 'lower', coveredBy: [sessionStart] }),
  rtt: distribution({ of: clientTick, measure: 'rtt_ms', title: 'Round trip', better: 'lower' }),
  fps: distribution({ of: clientTick, measure: 'fps', title: 'Frames per second', better: 'higher' }),
  entities_in_view: mean({ of: aoiPopulation, measure: 'entities', title: 'Entities in view' }),
  snapshot_bytes: distribution({ of: snapshotSize, measure: 'size', title: 'Snapshot size', better: 'lower' }),
}
