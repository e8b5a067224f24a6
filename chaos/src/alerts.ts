import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Lab, openLab } from '@tidemark/bench/lab/lab'
import type { Program } from '@tidemark/bench/lab/program'
import { createPools, createPrisma, type Pools } from '@tidemark/db'
import { systemClock } from '@tidemark/platform'
import { startWebhookReceiver, type WebhookReceiver } from '@tidemark/testkit/webhook-receiver'
import { openProject } from '@tidemark/workspace'
import { type AlertVerdict, countUndelivered, judgeAlerts } from './alert-oracle.ts'
import { makeRules, pauseRules } from './alert-rules.ts'
import { type DieAt, FAULT_POINTS, type FaultPoint } from './fault-points.ts'
import { startRunStream } from './run-stream.ts'

export type AlertChaosOptions = {
  readonly kills: number
  readonly redis: boolean
  /** hears what happens, one line at a time */
  readonly log: (line: string) => void
}

export type AlertChaosReport = { kills: number } & AlertVerdict & {
    backplane: 'postgres' | 'redis'
    killed: Record<string, number>
    /** ends of the worker that nobody ordered */
    unplannedExits: string[]
    seconds: number
  }

const FIRST_NEWS_DEADLINE_MS = 240_000
const DEATH_DEADLINE_MS = 120_000
/** Longer than the lease of a notification whose sender died, at the pace that a channel takes. */
const DELIVERY_DEADLINE_MS = 300_000
/** Uneven gaps of up to this, so that blows fall on every part of an evaluation and on several minutes of news. */
const GAP_MS = 20_000

/** Kills the worker at random instants and at each step of an alert, then holds the outbox against the receiver. */
export async function runAlertChaos(options: AlertChaosOptions): Promise<AlertChaosReport> {
  const started = performance.now()
  const settings = { TIDEMARK_MASTER_KEY: randomBytes(32).toString('hex'), OUTBOUND_ALLOW: '127.0.0.1/32' }
  const lab = await openLab({ redis: options.redis, env: settings, workerEntry: 'chaos/src/fragile-worker.ts' })
  const pools = createPools({ url: lab.database.url, process: 'chaos' })
  const prisma = createPrisma(lab.database.url, { applicationName: 'chaos' })
  const receiver = await startWebhookReceiver()
  try {
    const ctx = await openProject({ prisma, actor: { kind: 'system' }, now: systemClock }, lab.project.slug)
    const rules = await makeRules(ctx, receiver.url, settings)
    const stream = startRunStream(lab)
    const killed = await strike(lab.worker, receiver, options)
    await stream.stop()
    await pauseRules(ctx, rules)
    await awaitDelivery(pools, lab, options)
    const ids = receiver.received.map(({ headers }) => String(headers['webhook-id']))
    return {
      kills: options.kills,
      ...(await judgeAlerts(pools.query, lab.project.id, ids)),
      backplane: options.redis ? 'redis' : 'postgres',
      killed,
      unplannedExits: lab.worker.ends.filter((end) => end !== 'SIGKILL'),
      seconds: Math.round((performance.now() - started) / 1000),
    }
  } finally {
    await receiver.close()
    await Promise.all([pools.close(), prisma.$disconnect()])
    await lab.close()
  }
}

/** True where every step was told once, with one id per channel, and no step is missing. */
export const areAlertsSound = (report: AlertChaosReport): boolean =>
  report.notifications > 0 && [report.duplicated, report.lost, report.unknown, report.broken].every((n) => n === 0)

async function strike(
  worker: Program,
  receiver: WebhookReceiver,
  { kills, log }: AlertChaosOptions,
): Promise<Record<string, number>> {
  log('waiting for the first alert: a minute must close first')
  await within(FIRST_NEWS_DEADLINE_MS, receiver.waitFor(1), 'no alert came')
  const points = ['anywhere', ...FAULT_POINTS] as const
  const killed: Record<string, number> = {}
  for (let kill = 0; kill < kills; kill++) {
    await pause(GAP_MS * Math.random())
    const point = points[kill % points.length] ?? 'anywhere'
    await (point === 'anywhere' ? worker.kill() : within(DEATH_DEADLINE_MS, dieAt(worker, point), `never at ${point}`))
    await worker.ready()
    killed[point] = (killed[point] ?? 0) + 1
    log(`kill ${kill + 1} of ${kills}: ${point}; ${receiver.received.length} webhooks so far`)
  }
  return killed
}

async function dieAt(worker: Program, at: FaultPoint): Promise<void> {
  const before = worker.ends.length
  worker.tell({ kind: 'die', at } satisfies DieAt)
  while (worker.ends.length === before) await pause(20)
}

async function awaitDelivery(pools: Pools, { project }: Lab, { log }: AlertChaosOptions): Promise<void> {
  const deadline = performance.now() + DELIVERY_DEADLINE_MS
  for (;;) {
    const waiting = await countUndelivered(pools.query, project.id)
    if (waiting === 0) return
    // What is not delivered by then counts as lost.
    if (performance.now() > deadline) return log(`${waiting} notifications were not delivered in time`)
    log(`${waiting} notifications wait`)
    await pause(5_000)
  }
}

async function within(ms: number, work: Promise<void>, complaint: string): Promise<void> {
  const late = pause(ms, 'late', { ref: false })
  if ((await Promise.race([work, late])) === 'late') throw new Error(`${complaint} within ${ms / 1000} s`)
}
