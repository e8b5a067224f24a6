import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Lab, openLab } from '@tidemark/bench/lab/lab'
import { createPools, type Pools } from '@tidemark/db'
import { type Load, startLoad } from './ledger.ts'
import { countWaiting, judge, type Verdict } from './oracle.ts'
import { countMismatches } from './verify-lab.ts'
import { listVictims } from './victims.ts'

export type IngestChaosOptions = {
  readonly kills: number
  /** events per second */
  readonly rate: number
  /** seconds that the load lasts at least */
  readonly seconds: number
  readonly redis: boolean
  /** hears what happens, one line at a time */
  readonly log: (line: string) => void
}

export type IngestChaosReport = Verdict & {
  backplane: 'postgres' | 'redis'
  kills: number
  killed: Record<string, number>
  /** distinct events whose batch was acknowledged */
  acknowledged: number
  mismatchedRollups: number
  unacknowledged: number
  unknownAnswers: number
  refused: number
  resent: number
  shed: number
  badAnswers: readonly string[]
  /** ends of api and worker that nobody ordered */
  unplannedExits: string[]
  /** ms from the blow until the part served again, worst per part */
  worstRecoveryMs: Record<string, number>
  drainSeconds: number
  seconds: number
}

const RESEND_SHARE = 0.1
const ANSWER_DEADLINE_MS = 60_000
const DRAIN_DEADLINE_MS = 180_000
const STRIKE_DEADLINE_MS = 120_000

/** Kills api, worker, Postgres (and Redis) in turn under load, then holds the database against the sender's ledger. */
export async function runIngestChaos(options: IngestChaosOptions): Promise<IngestChaosReport> {
  const started = performance.now()
  const lab = await openLab({ redis: options.redis })
  const pools = createPools({ url: lab.database.url, process: 'chaos' })
  try {
    const load = startLoad({ url: lab.url, writeKey: lab.writeKey, rate: options.rate, resendShare: RESEND_SHARE })
    const blows = await strikeInTurn(lab, options)
    await load.stop(ANSWER_DEADLINE_MS)
    options.log(`load stopped: ${load.ledger.acknowledged.size} events acknowledged`)
    const drainSeconds = await drain(pools, lab.project.id, options.log)
    const verdict = await judge(pools.work, lab.project.id, load.ledger.acknowledged)
    const mismatchedRollups = await countMismatches(pools, lab.project.id)
    const seconds = toTenths((performance.now() - started) / 1000)
    return { ...toReport(options, load, blows, lab), ...verdict, mismatchedRollups, drainSeconds, seconds }
  } catch (error) {
    options.log(await lastWords(lab))
    throw error
  } finally {
    await pools.close()
    await lab.close()
  }
}

/** True where nothing acknowledged was lost, doubled, miscounted or left unaccounted for. */
export function isSound(report: IngestChaosReport): boolean {
  const rollupsAgree = Object.values(report.rollupEvents).every((n) => n === report.stored)
  return (
    report.acknowledged > 0 &&
    report.lost === 0 &&
    report.duplicated === 0 &&
    report.mismatchedRollups === 0 &&
    report.unaccounted === 0 &&
    report.badAnswers.length === 0 &&
    rollupsAgree
  )
}

const toTenths = (n: number): number => Math.round(n * 10) / 10

type Blow = { readonly name: string; readonly recoveryMs: number }

async function strikeInTurn(lab: Lab, { kills, seconds, log }: IngestChaosOptions): Promise<Blow[]> {
  const victims = listVictims(lab)
  const until = performance.now() + seconds * 1000
  const gapMs = Math.max(500, (seconds * 1000) / Math.max(1, kills) - 1_500)
  const blows: Blow[] = []
  for (let kill = 0; kill < kills; kill++) {
    // Uneven gaps, so that blows fall at every stage of a batch's way.
    await pause(gapMs * (0.5 + Math.random()))
    const victim = victims[kill % victims.length]!
    const at = performance.now()
    await withDeadline(victim.strike(), `${victim.name} did not come back within ${STRIKE_DEADLINE_MS / 1000} s`)
    const recoveryMs = Math.round(performance.now() - at)
    blows.push({ name: victim.name, recoveryMs })
    log(`kill ${kill + 1} of ${kills}: ${victim.name}, back after ${recoveryMs} ms`)
  }
  await pause(Math.max(1_000, until - performance.now()))
  return blows
}

async function withDeadline(work: Promise<void>, complaint: string): Promise<void> {
  const late = pause(STRIKE_DEADLINE_MS, 'late', { ref: false })
  if ((await Promise.race([work, late])) === 'late') throw new Error(complaint)
}

/** Waits until nothing waits any more; answers the seconds it took. Throws where the house does not get there. */
async function drain(pools: Pools, projectId: number, log: (line: string) => void): Promise<number> {
  const started = performance.now()
  for (;;) {
    const waiting = await countWaiting(pools.query, projectId)
    if (waiting === 0) return toTenths((performance.now() - started) / 1000)
    if (performance.now() - started > DRAIN_DEADLINE_MS) throw new Error(`${waiting} batches or marks still wait`)
    log(`${waiting} batches and marks wait`)
    await pause(1_000)
  }
}

function toReport({ kills, redis }: IngestChaosOptions, { ledger }: Load, blows: readonly Blow[], lab: Lab) {
  const killed: Record<string, number> = {}
  const worstRecoveryMs: Record<string, number> = {}
  for (const { name, recoveryMs } of blows) {
    killed[name] = (killed[name] ?? 0) + 1
    worstRecoveryMs[name] = Math.max(worstRecoveryMs[name] ?? 0, recoveryMs)
  }
  const unplannedExits = [lab.api, lab.worker].flatMap(({ name, ends }) =>
    ends.filter((end) => end !== 'SIGKILL').map((end) => `${name}: ${end}`),
  )
  return {
    backplane: redis ? ('redis' as const) : ('postgres' as const),
    kills,
    killed,
    acknowledged: ledger.acknowledged.size,
    unacknowledged: ledger.unacknowledged.size,
    unknownAnswers: ledger.unknown,
    refused: ledger.refused,
    resent: ledger.resent,
    shed: ledger.shed,
    badAnswers: ledger.bad,
    unplannedExits,
    worstRecoveryMs,
  }
}

async function lastWords(lab: Lab): Promise<string> {
  const tails = ['api', 'worker', 'postgres'].map(async (name) => {
    const text = await readFile(join(lab.logs, `${name}.log`), 'utf8').catch(() => '')
    return `--- ${name}\n${text.trimEnd().split('\n').slice(-15).join('\n')}`
  })
  return (await Promise.all(tails)).join('\n')
}
