/** What stands between a transition and the people it concerns. */
export type RouteSituation = {
  readonly tell: 'firing' | 'reminder' | 'resolved'
  /** epoch ms */
  readonly now: number
  readonly mutedUntil: number | null
  /** somebody works on the incident */
  readonly acknowledged: boolean
  /** the cooldown is held by an earlier notification */
  readonly cooling: boolean
}

type DropReason = 'muted' | 'acknowledged' | 'cooldown'
type Stage = (situation: RouteSituation) => DropReason | null

const mute: Stage = ({ mutedUntil, now }) => (mutedUntil !== null && now < mutedUntil ? 'muted' : null)

/** Whoever acknowledged knows that it goes on; more urgency and the end are news. */
const acknowledge: Stage = ({ tell, acknowledged }) => (tell === 'reminder' && acknowledged ? 'acknowledged' : null)

const cooldown: Stage = ({ tell, cooling }) => (tell !== 'resolved' && cooling ? 'cooldown' : null)

const STAGES: readonly Stage[] = [mute, acknowledge, cooldown]

/** Why nobody is told: the first stage that objects, or null. Pure. */
export function dropReason(situation: RouteSituation): DropReason | null {
  for (const stage of STAGES) {
    const reason = stage(situation)
    if (reason !== null) return reason
  }
  return null
}
