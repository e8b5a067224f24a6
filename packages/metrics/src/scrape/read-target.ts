import type { Clock, Env } from '@tidemark/platform'
import { createHttpClient, type HttpClient, OutboundError } from '@tidemark/platform/http-client/index'
import { type Exposition, readExposition } from './exposition.ts'

export type Target = Env['PROMETHEUS_TARGETS'][number]

/** `unknown`: nobody could tell, which is not the same as down. */
export type TargetState = 'up' | 'down' | 'unknown'

export interface TargetReading {
  readonly target: string
  readonly state: TargetState
  /** why it is not up; safe to show */
  readonly reason: string | null
  /** epoch ms */
  readonly at: number
  readonly latencyMs: number
  readonly exposition: Exposition | null
}

const BODY_BYTES = 4 * 1024 * 1024
const ACCEPT = 'text/plain;version=0.0.4;q=1,*/*;q=0.1'

/** The client for scraping: what an operator names as target may be asked on its own port, private ones by OUTBOUND_ALLOW only. */
export function createTargetClient(
  { PROMETHEUS_TARGETS: targets, OUTBOUND_ALLOW: allow }: Pick<Env, 'PROMETHEUS_TARGETS' | 'OUTBOUND_ALLOW'>,
  deadlineMs: number,
): HttpClient {
  const ports = targets
    .map(({ url }) => new URL(url))
    .map(({ port, protocol }) => Number(port) || (protocol === 'https:' ? 443 : 80))
  return createHttpClient({
    allow,
    ports,
    limits: { connectMs: deadlineMs, totalMs: deadlineMs, bodyBytes: BODY_BYTES },
  })
}

type Judged = Pick<TargetReading, 'state' | 'reason' | 'exposition'>

/** What an answer says. Anything but a page of metrics says that nobody can tell; a failing server is down. Pure. */
export function judgeAnswer({ status, body, truncated }: { status: number; body: string; truncated: boolean }): Judged {
  const unknown = (reason: string): Judged => ({ state: 'unknown', reason, exposition: null })
  if (status >= 500) return { state: 'down', reason: `answered ${status}`, exposition: null }
  if (status !== 200) return unknown(`answered ${status}`)
  if (truncated) return unknown('answered with more than 4 MiB')
  try {
    const exposition = readExposition(body)
    if (exposition.samples.length === 0) return unknown('answered without metrics')
    return { state: 'up', reason: null, exposition }
  } catch {
    return unknown('answered with something that is not the Prometheus text format')
  }
}

/** What a failure to ask says: a target that was not allowed to be asked, or not found, is unknown. Pure. */
export function judgeFailure(error: OutboundError, lateMeans: TargetState): Judged {
  const { failure, message: reason } = error
  if (failure.kind === 'timeout') return { state: lateMeans, reason, exposition: null }
  const code = failure.kind === 'unreachable' ? (failure.cause as NodeJS.ErrnoException | undefined)?.code : undefined
  const notAsked = failure.kind === 'refused' || code === 'EAI_AGAIN' || code === 'ENOTFOUND'
  return { state: notAsked ? 'unknown' : 'down', reason, exposition: null }
}

/** Asks one target now. Never rejects for what the target does. `lateMeans`: what it is when the deadline passes. */
export async function readTarget(
  { name, url }: Target,
  { http, clock, lateMeans }: { http: HttpClient; clock: Clock; lateMeans: TargetState },
): Promise<TargetReading> {
  const started = performance.now()
  const judged = await http
    .send({ method: 'GET', url, headers: { accept: ACCEPT } })
    .then(judgeAnswer, (error: unknown) => {
      if (error instanceof OutboundError) return judgeFailure(error, lateMeans)
      throw error
    })
  return { target: name, at: clock(), latencyMs: Math.round(performance.now() - started), ...judged }
}
