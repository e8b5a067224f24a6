import type { DeliveryContext, TickReport } from '@tidemark/alerts'
import type { JobRun } from '@tidemark/jobs'
import type { ClaimReport } from '@tidemark/metrics/ingest/claim-inbox'
import { createClaimCounter, type ProcessSample, type SelfRecorder } from '@tidemark/metrics/self/index'
import { alertDelivery, ingestClaim, jobRun, processSample, ruleEvaluation } from '@tidemark/packs'

/** Turns what this process does into events of the `platform` pack. */
export type Telemetry = {
  tellRun(run: JobRun): void
  /** True when the claims held more than Tidemark's own events. */
  tellClaims(claims: readonly ClaimReport[]): boolean
  tellProcess(sample: ProcessSample): void
  tellEvaluations(report: TickReport): void
  tellDelivery: NonNullable<DeliveryContext['onDelivered']>
}

export function createTelemetry(recorder: SelfRecorder): Telemetry {
  const claims = createClaimCounter()
  recorder.collect(() => {
    const totals = claims.take()
    if (totals !== null) recorder.record(ingestClaim, totals, { lazy: true })
  })
  return {
    tellRun({ job, outcome, durationMs }) {
      // Runs follow from recording as well: a run that found nothing is not worth an event, the others can wait.
      if (outcome !== 'idle') recorder.record(jobRun, { job, outcome, duration: durationMs }, { lazy: true })
    },
    tellClaims(reports) {
      const foreign = claims.add(reports, recorder.projectId)
      if (reports.length > 0) recorder.hurry({ lazy: !foreign })
      return foreign
    },
    tellProcess(sample) {
      recorder.record(processSample, { process: 'worker', ...sample }, { lazy: true })
    },
    tellEvaluations({ rules, failed, lateMs }) {
      if (rules > 0) recorder.record(ruleEvaluation, { rules, failed, delay: lateMs }, { lazy: true })
    },
    // What tells of no transition, as a test does, has no severity and no delay to speak of.
    tellDelivery({ channel, severity, outcome, delayMs }) {
      if (severity !== null)
        recorder.record(alertDelivery, { channel, severity, outcome, delay: delayMs }, { lazy: true })
    },
  }
}
