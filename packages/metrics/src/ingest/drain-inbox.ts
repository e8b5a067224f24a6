import { HINT_METRICS_MAX, type LiveHint } from '@tidemark/contracts'
import { TidemarkError } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'
import { type ClaimReport, claimInbox } from './claim-inbox.ts'
import type { CommitReport } from './commit-events.ts'
import type { IngestContext } from './ingest-context.ts'
import { isolatePoison, UnfoldableBatchError } from './isolate-poison.ts'

export interface DrainOptions {
  /** stops taking new claims after this many ms */
  budgetMs: number
  /** claims at the same time; each holds one connection */
  concurrency: number
}

export interface DrainReport {
  claims: ClaimReport[]
  /** the budget ended before the inbox was empty */
  more: boolean
}

/** The hint that a commit is worth. Pure. */
export function toHint(catalog: Catalog, report: CommitReport): LiveHint {
  const metrics = [...new Set(report.eventTypes.flatMap((type) => catalog.metricsOfEvent.get(type) ?? []))]
  return {
    project: report.projectId,
    metrics: metrics.length > HINT_METRICS_MAX ? '*' : metrics,
    revision: report.revision,
    upTo: report.upTo,
  }
}

function tellCommits(context: IngestContext, claim: ClaimReport): void {
  for (const report of claim.projects) if (report.stored > 0) context.onCommit(toHint(context.catalog, report))
}

/** Batches a failed claim may have stumbled over, oldest first. */
async function oldestWaiting(context: IngestContext): Promise<number[]> {
  const { rows } = await context.pools.work.query<{ id: number }>('SELECT id FROM inbox ORDER BY id LIMIT 200')
  return rows.map((row) => row.id)
}

async function isolateAll(
  context: IngestContext,
  suspects: readonly { id: number; crashes: number }[],
): Promise<ClaimReport[]> {
  const claims: ClaimReport[] = []
  for (const { id, crashes } of suspects) {
    const claim = await isolatePoison(context, id, crashes).catch((error: unknown) => {
      if (error instanceof UnfoldableBatchError) return null
      throw error
    })
    if (claim === null) continue
    tellCommits(context, claim)
    claims.push(claim)
  }
  return claims
}

async function claimOnce(context: IngestContext): Promise<ClaimReport[]> {
  try {
    const claim = await claimInbox(context)
    if (claim === null) return []
    tellCommits(context, claim)
    return [claim, ...(await isolateAll(context, claim.suspects))]
  } catch (error) {
    if (error instanceof TidemarkError) throw error
    context.partitions.forget()
    const suspects = (await oldestWaiting(context)).map((id) => ({ id, crashes: 0 }))
    return isolateAll(context, suspects)
  }
}

/**
 * Claims until the inbox is empty or the budget is spent. Exactly-once: whatever happens between, an accepted event is
 * folded by exactly one commit.
 * @throws TidemarkError unavailable
 */
export async function drainInbox(context: IngestContext, options: DrainOptions): Promise<DrainReport> {
  const deadline = performance.now() + options.budgetMs
  const claims: ClaimReport[] = []
  let more = false
  const loop = async () => {
    for (;;) {
      if (performance.now() >= deadline) {
        more = true
        return
      }
      const done = await claimOnce(context)
      claims.push(...done)
      if (!done.some((claim) => claim.batches > 0)) return
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, loop))
  return { claims, more }
}
