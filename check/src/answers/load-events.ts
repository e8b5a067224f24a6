import { INGEST_LIMITS, type SeededEvent } from '@tidemark/contracts'
import { Cascade, createDoor, drainInbox, type IngestContext } from '@tidemark/metrics'
import { TidemarkError } from '@tidemark/platform'

const SECRET = 'a secret of this check only, long enough'

const toWire = ({ ts, ...event }: SeededEvent) => ({ consent: true, ...event, ts: new Date(ts).toISOString() })

const ATTEMPTS = 5

/** Folds all that waits. A claim that waited too long for another is tried again, as a worker does. */
async function drain(context: IngestContext): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await drainInbox(context, { budgetMs: 600_000, concurrency: 2 })
      return
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof TidemarkError) || error.code !== 'unavailable') throw error
    }
  }
}

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
    if (at % 20_000 === 0) await drain(context)
  }
  await door.close()
  await drain(context)
  await new Cascade(pools, clock).run({ budgetMs: 600_000, force: true })
  return { accepted, refused }
}
