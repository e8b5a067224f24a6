import { IngestRequest } from '@tidemark/contracts'
import { buildCatalog } from '@tidemark/metrics/catalog/build-catalog'
import { createJudge } from '@tidemark/metrics/ingest/judge-event'
import { packs } from '@tidemark/packs'
import { expect, test } from 'vitest'
import { makeBatch } from './make-batch.ts'

test('a batch holds every outcome, and lists exactly the ids that must be stored', () => {
  const now = Date.now()
  const judge = createJudge(buildCatalog(packs), (_project, _kind, subject) => subject)
  for (let n = 0; n < 60; n++) {
    const batch = makeBatch(n, 50, now)
    const { events } = IngestRequest.parse({ events: JSON.parse(batch.events) })
    const verdicts = events.map((event) =>
      judge(event, { projectId: 1, receivedAt: now, skewMs: 0, retentionMs: null }),
    )
    const accepted = verdicts.flatMap((verdict) => (verdict.kind === 'accepted' ? [verdict.event.id] : []))
    expect(events).toHaveLength(batch.size)
    expect(accepted).toHaveLength(48)
    expect(new Set(accepted)).toEqual(new Set(batch.valid))
    expect(batch.valid).toHaveLength(47)
    expect(verdicts.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['rejected', 'opted_out']))
  }
})
