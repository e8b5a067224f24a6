import type { JobRun } from '@tidemark/jobs'
import type { ClaimReport } from '@tidemark/metrics/ingest/claim-inbox'
import { createClaimCounter, type ProcessSample, type SelfRecorder } from '@tidemark/metrics/self/index'
import { ingestClaim, jobRun, processSample } from '@tidemark/packs'

/** Turns what this process does into events of the `platform` pack. */
export type Telemetry = {
  tellRun(run: JobRun): void
  /** True when the claims held more than Tidemark's own events. */
  tellClaims(claims: readonly ClaimReport[]): boolean
  tellProcess(sample: ProcessSample): void
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
  }
}
