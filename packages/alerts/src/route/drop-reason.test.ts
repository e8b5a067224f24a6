import { describe, expect, test } from 'vitest'
import { dropReason, type RouteSituation } from './drop-reason.ts'

const open: RouteSituation = { tell: 'firing', now: 1_000, mutedUntil: null, acknowledged: false, cooling: false }

const cases: { name: string; situation: Partial<RouteSituation>; reason: string | null }[] = [
  { name: 'nothing in the way', situation: {}, reason: null },
  { name: 'muted', situation: { mutedUntil: 1_001 }, reason: 'muted' },
  { name: 'the mute ends now', situation: { mutedUntil: 1_000 }, reason: null },
  { name: 'muted, even when it ends', situation: { tell: 'resolved', mutedUntil: 2_000 }, reason: 'muted' },
  {
    name: 'a reminder of what somebody works on',
    situation: { tell: 'reminder', acknowledged: true },
    reason: 'acknowledged',
  },
  { name: 'more urgency in what somebody works on', situation: { acknowledged: true }, reason: null },
  { name: 'within the cooldown', situation: { cooling: true }, reason: 'cooldown' },
  { name: 'an end within the cooldown', situation: { tell: 'resolved', cooling: true }, reason: null },
  {
    name: 'muted and cooling: the first stage says it',
    situation: { mutedUntil: 2_000, cooling: true },
    reason: 'muted',
  },
]

describe('why nobody is told [ALR-08]', () => {
  test.each(cases)('$name -> $reason', ({ situation, reason }) =>
    expect(dropReason({ ...open, ...situation })).toBe(reason),
  )
})
