import { INGEST_LIMITS, type IngestResponse, type Rejection } from '@tidemark/contracts'
import type { Pools } from '@tidemark/db'
import { type Clock, invalid, systemClock, tooLarge } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'
import { type DeadLetter, toDeadLetter } from './dead-letter.ts'
import { GroupCommit } from './group-commit.ts'
import { createJudge, DAY_MS, type Judge, type JudgeContext } from './judge-event.ts'
import { parseTimestamp } from './parse-timestamp.ts'
import { createPseudonymise, type Pseudonymise } from './pseudonymise.ts'
import { encodeBatch, type ReducedEvent } from './reduced-event.ts'
import { type Receipt, writeInbox } from './write-inbox.ts'

/** Bounds what one claim must hold in memory. */
const EVENTS_PER_INBOX_ROW = 500

export interface DoorProject {
  id: number
  rawRetentionDays: number
}

export interface DoorOptions {
  pools: Pools
  catalog: Catalog
  /** the installation's secret; pseudonyms are keyed with it */
  secret: string
  clock?: Clock
  /** called after each commit, must not throw: tells the worker that work waits */
  wake?: () => void
  /** most bytes waiting for their commit */
  maxWaitingBytes?: number
}

/** The one way in: judges each event alone and acknowledges after the accepted ones are committed. */
export interface Door {
  /**
   * @param body the parsed request, see IngestRequest
   * @throws TidemarkError invalid_input (not a batch), too_large (too many events), unavailable (cannot commit)
   */
  accept(project: DoorProject, body: unknown): Promise<IngestResponse>
  /** Waits for what is under way. */
  close(): Promise<void>
}

interface Judged {
  accepted: ReducedEvent[]
  optedOut: number
  rejected: Rejection[]
  letters: DeadLetter[]
}

/** Judges every event of a batch. Pure but for the pseudonym cache. */
export function judgeBatch(
  judge: Judge,
  events: readonly unknown[],
  context: JudgeContext,
  pseudonymise: Pseudonymise,
): Judged {
  const judged: Judged = { accepted: [], optedOut: 0, rejected: [], letters: [] }
  for (const [index, raw] of events.entries()) {
    const verdict = judge(raw, context)
    if (verdict.kind === 'accepted') judged.accepted.push(verdict.event)
    else if (verdict.kind === 'opted_out') judged.optedOut++
    else {
      const letter = toDeadLetter(raw, verdict, { ...context, pseudonymise })
      judged.letters.push(letter)
      judged.rejected.push({
        index,
        id: letter.eventId,
        code: verdict.code,
        path: verdict.path,
        message: verdict.message,
      })
    }
  }
  return judged
}

function readBatch(body: unknown): { events: unknown[]; sentAt: number | null } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('The body must be an object with "events".')
  const { events, sentAt } = body as { events?: unknown; sentAt?: unknown }
  if (!Array.isArray(events)) throw invalid('"events" must be a list.')
  if (events.length > INGEST_LIMITS.events) throw tooLarge(`A batch may have at most ${INGEST_LIMITS.events} events.`)
  const sent = sentAt === undefined ? null : parseTimestamp(sentAt)
  if (sentAt !== undefined && sent === null) throw invalid('"sentAt" must be an RFC 3339 instant.')
  return { events, sentAt: sent }
}

function* chunks<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size)
}

export function createDoor(options: DoorOptions): Door {
  const { pools, catalog, clock = systemClock, wake } = options
  const pseudonymise = createPseudonymise(options.secret)
  const judge = createJudge(catalog, pseudonymise)
  const shapeOf = (type: string) => catalog.events.get(type)
  const commits = new GroupCommit<Receipt>({
    write: (receipts) => writeInbox(pools.ingest, receipts),
    bytesOf: (receipt) =>
      receipt.payloads.reduce((sum, payload) => sum + payload.length, 1024 * receipt.rejected.length),
    concurrency: 2,
    groupSize: 32,
    maxBytes: options.maxWaitingBytes ?? 64 * 1024 * 1024,
  })
  return {
    async accept(project, body) {
      const { events, sentAt } = readBatch(body)
      if (events.length === 0) return { accepted: 0, optedOut: 0, rejected: [] }
      const receivedAt = clock()
      const context = {
        projectId: project.id,
        receivedAt,
        skewMs: sentAt === null ? 0 : receivedAt - sentAt,
        retentionMs: project.rawRetentionDays * DAY_MS,
      }
      const { accepted, optedOut, rejected, letters } = judgeBatch(judge, events, context, pseudonymise)
      const count = { projectId: project.id, at: receivedAt }
      await commits.add({
        projectId: project.id,
        receivedAt,
        payloads: [...chunks(accepted, EVENTS_PER_INBOX_ROW)].map((chunk) => encodeBatch(chunk, shapeOf)),
        rejected: letters,
        outcomes: [
          { ...count, outcome: 'received', n: events.length },
          { ...count, outcome: 'opted_out', n: optedOut },
          ...rejected.map(({ code }) => ({ ...count, outcome: 'rejected' as const, reason: code, n: 1 })),
        ],
      })
      if (accepted.length > 0) wake?.()
      return { accepted: accepted.length, optedOut, rejected }
    },
    close: () => commits.settle(),
  }
}
