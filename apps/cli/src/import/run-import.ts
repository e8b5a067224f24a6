import type { Rejection, WireEvent } from '@tidemark/contracts'
import type { SourceRecord } from './source-record.ts'

/** Where imported events go: the door in backfill mode. */
export type Backfill = {
  /** Judges and stores one batch. `rejected` names events by their index in it. */
  add(
    events: readonly WireEvent[],
  ): Promise<{ accepted: number; duplicate: number; optedOut: number; rejected: readonly Rejection[] }>
  /** Folds the days that the import touched. */
  finish(): Promise<{ days: number; rows: number }>
}

export type ImportReport = {
  read: number
  accepted: number
  duplicate: number
  rejected: number
  /** dropped for want of a consent; read = accepted + duplicate + rejected + optedOut */
  optedOut: number
  /** the first rejected lines and why */
  problems: { line: number; message: string }[]
  /** days folded again, and rollup rows written for them */
  days: number
  rows: number
}

const BATCH_EVENTS = 5_000
const SHOWN_PROBLEMS = 10

/** Sends every record to the door, batch by batch, folds what came in, and accounts for each line once. */
export async function runImport(
  records: AsyncIterable<SourceRecord>,
  door: Backfill,
  onProgress: (report: Readonly<ImportReport>) => void,
): Promise<ImportReport> {
  const report: ImportReport = {
    read: 0,
    accepted: 0,
    duplicate: 0,
    rejected: 0,
    optedOut: 0,
    problems: [],
    days: 0,
    rows: 0,
  }
  const reject = (line: number, message: string) => {
    report.rejected++
    if (report.problems.length < SHOWN_PROBLEMS) report.problems.push({ line, message })
  }
  let batch: { line: number; event: WireEvent }[] = []
  const send = async () => {
    if (batch.length === 0) return
    const verdicts = await door.add(batch.map(({ event }) => event))
    report.accepted += verdicts.accepted
    report.duplicate += verdicts.duplicate
    report.optedOut += verdicts.optedOut
    for (const { index, message } of verdicts.rejected) reject(batch[index]?.line ?? 0, message)
    batch = []
    onProgress(report)
  }

  try {
    for await (const record of records) {
      report.read++
      if ('problem' in record) reject(record.line, record.problem)
      else batch.push(record)
      if (batch.length >= BATCH_EVENTS) await send()
    }
    await send()
  } catch (error) {
    // What has been stored is there to stay, so it is folded; why it ends here matters more than how that goes.
    await door.finish().catch(() => undefined)
    throw error
  }
  report.problems.sort((a, b) => a.line - b.line)
  return Object.assign(report, await door.finish())
}
