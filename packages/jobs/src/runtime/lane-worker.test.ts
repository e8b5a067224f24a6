import { expect, it } from 'vitest'
import { dueAt } from './lane-worker.ts'

it('reads when a job was due', () => {
  const job = { id: '7', repeatJobKey: undefined, timestamp: 1_000, opts: {} }
  expect(dueAt(job)).toBe(1_000)
  expect(dueAt({ ...job, opts: { delay: 500 } })).toBe(1_500)
  expect(dueAt({ ...job, id: 'repeat:ingest.drain:9000', repeatJobKey: 'ingest.drain' })).toBe(9_000)
})
