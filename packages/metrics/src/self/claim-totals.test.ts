import { expect, it } from 'vitest'
import type { ClaimReport } from '../ingest/claim-inbox.ts'
import { createClaimCounter } from './claim-totals.ts'

const claim = (projectId: number, events: number, lagMs: number): ClaimReport => ({
  batches: 1,
  suspects: [],
  projects: [{ projectId, events, stored: events - 1, duplicates: 1, revision: 1, eventTypes: [], upTo: 0 }],
  lagMs,
  durationMs: 2 * lagMs,
})

it('adds claims up and knows those that hold nothing but our own events', () => {
  const counter = createClaimCounter()
  expect(counter.add([claim(7, 5, 10)], 7)).toBe(false)
  expect(counter.add([{ ...claim(7, 5, 99), projects: [] }], 7)).toBe(false)
  expect(counter.add([claim(7, 5, 30), claim(8, 100, 20)], 7)).toBe(true)
  expect(counter.take()).toEqual({ events: 110, duplicates: 3, lag: 30, duration: 60 })
  expect(counter.take()).toBeNull()
})
