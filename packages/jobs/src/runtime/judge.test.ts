import { describe, expect, it } from 'vitest'
import { judgeLane, type LaneSight, type Verdict } from './judge.ts'

const limits = { silentMs: 5_000, stuckMs: 3_000, maxRebuilds: 2 }
const now = 100_000
const idle: LaneSight = { active: 0, lastPickup: now - 60_000, waiting: 1, stuckSince: now - 10_000, rebuilds: 0 }

const cases: { name: string; sight: Partial<LaneSight>; verdict: Verdict }[] = [
  { name: 'took something lately', sight: { lastPickup: now - 4_999 }, verdict: 'fine' },
  { name: 'works on a long job', sight: { active: 1 }, verdict: 'fine' },
  { name: 'queue cannot be asked: not the fault of the consumer', sight: { waiting: null }, verdict: 'unknown' },
  { name: 'idle and nothing waits', sight: { waiting: 0 }, verdict: 'prove' },
  { name: 'work waits, seen for the first time', sight: { stuckSince: undefined }, verdict: 'stuck' },
  { name: 'work waits, not long enough', sight: { stuckSince: now - 2_999 }, verdict: 'stuck' },
  { name: 'work waits too long', sight: {}, verdict: 'rebuild' },
  { name: 'one rebuild did not help', sight: { rebuilds: 1 }, verdict: 'rebuild' },
  { name: 'two rebuilds did not help', sight: { rebuilds: 2 }, verdict: 'exit' },
]

describe('judgeLane', () => {
  it.each(cases)('$name -> $verdict', ({ sight, verdict }) => {
    expect(judgeLane({ ...idle, ...sight }, limits, now)).toBe(verdict)
  })
})
