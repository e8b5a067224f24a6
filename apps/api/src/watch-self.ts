import { createSelfProjectFinder, createSelfRecorder, startProcessSampler } from '@tidemark/metrics/self/index'
import { apiRequest, processSample } from '@tidemark/packs'
import type { Env, Lifecycle, Logger } from '@tidemark/platform'
import { SELF_PROJECT } from '@tidemark/workspace'
import type { RequestFact } from './http/request-facts.ts'
import type { Services } from './services.ts'

const toProps = ({ method, route, status, durationMs, bytes }: RequestFact) => ({
  method: method as 'GET',
  route,
  status,
  duration: durationMs,
  ...(bytes === null ? {} : { bytes }),
})

/** Records every request and a look at this process every few seconds in Tidemark's own project. */
export function watchSelf(
  { door, pools }: Services,
  env: Env,
  log: Logger,
  lifecycle: Lifecycle,
): (fact: RequestFact) => void {
  const findProject = createSelfProjectFinder(pools.ingest, SELF_PROJECT, env.RAW_RETENTION_DAYS)
  const recorder = createSelfRecorder({ door, findProject, log })
  lifecycle.onClose('self recorder', () => recorder.close())
  const stop = startProcessSampler((sample) =>
    recorder.record(processSample, { process: 'api', ...sample }, { lazy: true }),
  )
  lifecycle.onClose('process sampler', stop)
  // Pages ask again when they hear of news: their calls must not hurry to become news themselves.
  return (fact) => recorder.record(apiRequest, toProps(fact), { lazy: fact.route.startsWith('/trpc/') })
}
