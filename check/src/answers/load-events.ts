import { INGEST_LIMITS, type SeededEvent } from '@tidemark/contracts'
import { Cascade, createDoor, drainInbox, type IngestContext } from '@tidemark/metrics'

const SECRET = 'a secret of this check only, long enough'

const toWire = ({ ts, ...event }: SeededEvent) => ({ consent: true, ...event, ts: new Date(ts).toISOString() })

/** Sends events through the door in batches, in the order given, and folds them until nothing waits. */
export async function loadEvents(
  context: IngestContext,
  project: { id: number; rawRetentionDays: number },
  events: readonly SeededEvent[],
): Promise<{ accepted: number; refused: string[] }> {
  const { pools, catalog, clock } = context
  const door = createDoor({ pools, catalog, secret: SECRET, clock })
  const refused: string[] = []
  let accepted = 0
  for (let at = 0; at < events.length; at += INGEST_LIMITS.events) {
    const batch = events.slice(at, at + INGEST_LIMITS.events)
    const verdict = await door.accept(project, { events: batch.map(toWire) })
    accepted += verdict.accepted
    refused.push(...verdict.rejected.map(({ code, path, message }) => `${code} ${path ?? ''} ${message}`))
    if (at % 20_000 === 0) await drainInbox(context, { budgetMs: 60_000, concurrency: 2 })
  }
  await door.close()
  await drainInbox(context, { budgetMs: 600_000, concurrency: 2 })
  await new Cascade(pools, clock).run({ budgetMs: 600_000, force: true })
  return { accepted, refused }
}
