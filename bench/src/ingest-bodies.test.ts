import { IngestRequest } from '@tidemark/contracts'
import { buildCatalog } from '@tidemark/metrics/catalog/build-catalog'
import { createJudge } from '@tidemark/metrics/ingest/judge-event'
import { packs } from '@tidemark/packs'
import { expect, test } from 'vitest'
import { createBodyMaker, EVENTS_PER_BODY } from './ingest-bodies.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0, 123)

test('every event of the load is one that the door accepts, with an id and a time of its own', () => {
  const makeBody = createBodyMaker(() => NOW)
  const judge = createJudge(buildCatalog(packs), (_project, _kind, subject) => subject)
  const context = { projectId: 1, receivedAt: NOW, skewMs: 0, retentionMs: 86_400_000 }
  const ids = new Set<string>()
  const sets = new Set<string>()
  for (let body = 0; body < 120; body++) {
    const { sentAt, events } = IngestRequest.parse(JSON.parse(makeBody().toString()))
    expect(sentAt).toBe('2026-01-01T12:00:00.123Z')
    expect(events).toHaveLength(EVENTS_PER_BODY)
    for (const event of events) {
      const verdict = judge(event, context)
      if (verdict.kind !== 'accepted') throw new Error(JSON.stringify(verdict))
      expect(verdict.event).toMatchObject({ id: event.id, occurredAt: NOW })
      ids.add(verdict.event.id)
      sets.add(`${event.type} ${verdict.event.dimensions.join()}`)
    }
  }
  expect(ids.size).toBe(120 * EVENTS_PER_BODY)
  expect(sets.size).toBe(500)
})
